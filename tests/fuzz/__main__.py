"""Feeds the engine with mutated expressions and models; anything but an answer or an ``EngineError`` ends it.

What it finds is kept as a case of `tests/unit/engine/test_bad_input.py`.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

SEEDS = (
    "if x > 1 then sum(for i in 1..3 return i * x) else null",
    'matches("ab", "(a)\\1?b", "i") and x in ([1..3], > 5)',
    'sort([3, 1], function(a, b) a < b)[item > 1] = [{a: 1}.a, @"2024-02-29" + @"P1M"]',
    "some a in [1, 2], b in a..3 satisfies a instance of list<number> or not(b = 2)",
    'context merge([{a b: 1}, context put({}, ["k"], "v")])."k"',
    'replace(string(x), "[0-9-[5]]{1,3}", "$0") + string join([\'a\'], "-")',
    (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">'
        '<decision id="d" name="d"><decisionTable hitPolicy="FIRST"><input><inputExpression><text>1</text>'
        "</inputExpression></input><output/><rule><inputEntry><text>&lt; 2</text></inputEntry><outputEntry>"
        "<text>3</text></outputEntry></rule></decisionTable></decision></definitions>"
    ),
)


def one(data: bytes) -> None:
    """One input: a model where it looks like XML, an expression otherwise."""
    from eligibility.engine import api
    from tests.unit.engine.models import decision_xml, model_xml, text_xml

    limits = api.Limits(steps=20_000, list_length=2_000, string_length=20_000)
    try:
        if data.lstrip().startswith(b"<"):
            model = api.load(data, limits=limits)
            for name in model.decisions:
                api.evaluate(model, name, {})
            return
        text = "".join(char for char in data.decode("utf-8", "ignore") if char in "\t\n" or char.isprintable())
        model = api.load(model_xml(decision_xml("r", text_xml(text), ("x",)), ("x",)), limits=limits)
        for mode in api.Mode:
            api.evaluate(model, "r", {"x": 3}, mode=mode)
    except api.EngineError:
        return


def main(seconds: int) -> int:
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: Hypothesis with 20,000 examples a property instead", flush=True)
        tests = ("tests/unit/engine/test_bad_input.py", "tests/unit/engine/test_patterns.py")
        arguments = ["-q", "-n", "0", "--hypothesis-profile", "long", "--timeout", "0", *tests]
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode
    import atheris

    with atheris.instrument_imports(include=["eligibility.engine"]):
        import eligibility.engine.api  # noqa: F401 -- imported here so that its branches are seen
    corpus = Path("var/fuzz")
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS):
        (corpus / f"seed-{number}").write_text(seed)
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=2000", "-timeout=20", str(corpus)], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
