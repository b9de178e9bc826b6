"""``python -m eligibility.engine MODEL.dmn --input FACTS.json``: the verdict of a model, or one decision, and why."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from eligibility.engine.dmn.compiler import Profile
from eligibility.engine.dmn.model import Model
from eligibility.engine.dmn.source import Import
from eligibility.engine.evaluate import Mode, decide, evaluate
from eligibility.engine.facts_json import read_facts
from eligibility.engine.feel.builtins.conversion import text_of
from eligibility.engine.feel.values import Unknown
from eligibility.engine.findings import EngineError, EvaluationError, ModelError
from eligibility.engine.load import load
from eligibility.engine.verdict import Condition, Scalar, Verdict

USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    options = _parser().parse_args(arguments)
    try:
        profile = Profile.POLICY if options.policy else Profile.PLAIN
        model = load(options.model.read_bytes(), profile=profile, resolver=_beside(options.model))
        for warning in model.warnings:
            print(f"warning: {warning.describe(options.language)}", file=err)
        _answer(model, options, out)
    except ModelError as error:
        for finding in error.findings:
            print(f"error: {finding.describe(options.language)}", file=err)
        return USAGE_ERROR
    except EvaluationError as error:
        print(f"error: {error.in_language(options.language)}", file=err)
        return USAGE_ERROR
    except json.JSONDecodeError as error:
        print(f"error: {options.input} is no JSON: line {error.lineno}, column {error.colno}: {error.msg}", file=err)
        return USAGE_ERROR
    except (EngineError, OSError, ValueError) as error:
        print(f"error: {error}", file=err)
        return USAGE_ERROR
    return 0


def _beside(model: Path) -> Callable[[Import], bytes]:
    """Imported models are looked for where they say, in the folder of the model and below."""

    def resolve(wanted: Import) -> bytes:
        folder = model.resolve().parent
        place = (folder / (wanted.location or f"{wanted.name}.dmn")).resolve()
        if folder not in place.parents:
            raise LookupError(wanted.location)
        return place.read_bytes()

    return resolve


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eligibility.engine", description=__doc__)
    parser.add_argument("model", type=Path, help="a DMN 1.3, 1.4 or 1.5 model")
    parser.add_argument("--input", type=Path, help="facts as JSON, one entry for each input of the model")
    parser.add_argument("--decision", help="one decision instead of the verdict")
    parser.add_argument("--strict", action="store_true", help="the standard's logic: what is missing is null")
    parser.add_argument("--policy", action="store_true", help="refuse what only warns otherwise")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of warnings and errors")
    parser.add_argument("--explain", action="store_true", help="say why")
    parser.add_argument("--json", action="store_true", help="the verdict as JSON")
    return parser


def _answer(model: Model, options: argparse.Namespace, out: TextIO) -> None:
    facts = read_facts(model, options.input.read_text("utf-8")) if options.input else {}
    if options.decision or options.strict or "eligible" not in model.decisions:
        mode = Mode.STRICT if options.strict else Mode.POLICY
        for name in [options.decision] if options.decision else model.order:
            _print_value(name, evaluate(model, name, facts, mode=mode), out)
        return
    verdict = decide(model, facts, explained=options.explain or options.json)
    if options.json:
        print(json.dumps(verdict.to_json(), ensure_ascii=False, indent=2, sort_keys=True), file=out)
    else:
        _print_verdict(verdict, out)


def _print_value(name: str, value: object, out: TextIO) -> None:
    if isinstance(value, Unknown):
        print(f"{name}: unknown, for want of {', '.join(sorted(value.paths))}", file=out)
    else:
        print(f"{name}: {text_of(value)}", file=out)


def _print_verdict(verdict: Verdict, out: TextIO) -> None:
    print(verdict.state.value.replace("_", " "), file=out)
    for label, amount in (("amount", verdict.amount), ("in all", verdict.total)):
        if amount is not None:
            print(f"{label}: {text_of(amount)}", file=out)
    for path in verdict.missing:
        print(f"missing: {path}", file=out)
    for problem in verdict.problems:
        print(f"problem: {problem}", file=out)
    for condition in verdict.conditions:
        _print_condition(condition, out)


def _print_condition(condition: Condition, out: TextIO) -> None:
    title = condition.titles.get("en") or condition.decision
    shown = condition.result if condition.result != "value" else _shown(condition.value)
    print(f"\n[{shown}] {title}", file=out)
    if condition.rule:
        print(f"    {' '.join(condition.rule.split())}", file=out)
    for row in condition.rows:
        print(f"    row {row.row}: {row.result} ({'; '.join(f'{text} {said}' for text, said in row.cells)})", file=out)
    for fact in condition.facts:
        print(f"    {fact.path} = {_shown(fact.value) if fact.known else 'unknown'}", file=out)
    if condition.article is not None:
        article = condition.article
        print(f"    {article.document} {article.article.get('en', '') or article.name}".rstrip(), file=out)


def _shown(value: Scalar) -> str:
    return value if isinstance(value, str) else text_of(value)


if __name__ == "__main__":
    raise SystemExit(main())
