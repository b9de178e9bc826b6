"""A new city by question and answer: each answer is checked as the file would be, and asked for again until it fits."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.bodies.city import mark as marks
from services.bodies.city.reading import Place, flaws_at

Ask = Callable[[str], str]
Say = Callable[[str], object]

_USUAL: Final = Path(__file__).with_name("usual_bodies.yaml")


@dataclass(frozen=True, slots=True)
class Question:
    place: Place
    text: str | Promise
    optional: bool = False


_IDENTITY: Final = (
    Question(("name", "zh-hans"), gettext_lazy("Name of the city, in Chinese")),
    Question(("name", "en"), gettext_lazy("Name of the city, in English")),
    Question(("code",), gettext_lazy("Its area code (GB/T 2260, six digits)")),
    Question(("portal", "name", "zh-hans"), gettext_lazy("Name of the portal, in Chinese")),
    Question(("portal", "name", "en"), gettext_lazy("Name of the portal, in English")),
    Question(("portal", "colours", "brand"), gettext_lazy("Main colour, as #rrggbb"), optional=True),
    Question(("portal", "colours", "accent"), gettext_lazy("Accent colour, as #rrggbb"), optional=True),
    Question(("contact", "phone"), gettext_lazy("Telephone number for people")),
    Question(("contact", "email"), gettext_lazy("E-mail address for people"), optional=True),
    Question(("contact", "hours", "zh-hans"), gettext_lazy("Opening hours, in Chinese"), optional=True),
    Question(("contact", "hours", "en"), gettext_lazy("Opening hours, in English"), optional=True),
    Question(("contact", "address", "zh-hans"), gettext_lazy("Address, in Chinese"), optional=True),
    Question(("contact", "address", "en"), gettext_lazy("Address, in English"), optional=True),
    Question(("contact", "security"), gettext_lazy("Where a weakness is reported (https:// or mailto:)")),
    Question(("legal", "operator", "zh-hans"), gettext_lazy("Body that answers for the portal, in Chinese")),
    Question(("legal", "operator", "en"), gettext_lazy("Body that answers for the portal, in English")),
    Question(("legal", "privacy_contact"), gettext_lazy("E-mail address for questions about personal data")),
)


def ask_for_city(*, folder: Path, ask: Ask, say: Say, today: date) -> Path:
    """Ask, write `folder/city.yaml` and the mark beside it, and return the file."""
    data: dict[str, Any] = {}
    say(_("Press Enter to skip what is optional."))
    for question in _IDENTITY:
        _answer(question, data, ask=ask, say=say)
    data["portal"]["languages"] = ["zh-hans", "en"]
    chosen = _mark(ask=ask, say=say)
    if chosen:
        data["portal"]["mark"] = "mark.svg"
    data["bodies"] = _bodies(data["name"], today)
    data["areas"] = _areas(data, ask=ask, today=today)
    folder.mkdir(parents=True, exist_ok=True)
    if chosen:
        shutil.copyfile(chosen, folder / "mark.svg")
    file = folder / "city.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


def _answer(question: Question, data: dict[str, Any], *, ask: Ask, say: Say) -> None:
    optional = f" ({_('optional')})" if question.optional else ""
    while True:
        answer = ask(f"{question.text}{optional}: ").strip()
        if not answer and question.optional:
            return
        trial = _with(data, question.place, answer)
        flaws = flaws_at(question.place, trial) if answer else [_("This is missing.")]
        if not flaws:
            _put(data, question.place, answer)
            return
        for flaw in flaws:
            say(f"  ! {flaw}")


def _with(data: dict[str, Any], place: Place, answer: str) -> dict[str, Any]:
    copy = yaml.safe_load(yaml.safe_dump(data)) or {}
    _put(copy, place, answer)
    return dict(copy)


def _put(data: dict[str, Any], place: Place, answer: str) -> None:
    *way, last = place
    for step in way:
        data = data.setdefault(str(step), {})
    data[str(last)] = answer


def _mark(*, ask: Ask, say: Say) -> Path | None:
    while True:
        answer = ask(_("File of the mark (SVG)") + f" ({_('optional')}): ").strip()
        if not answer:
            return None
        path = Path(answer).expanduser()
        try:
            marks.check(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, marks.MarkRefused) as error:
            say(f"  ! {error}")
        else:
            return path


def _bodies(names: dict[str, str], today: date) -> list[dict[str, Any]]:
    usual = yaml.safe_load(_USUAL.read_text(encoding="utf-8"))
    words = {"zh": names["zh-hans"], "en": names["en"]}
    return [
        {**body, "valid_from": today, "names": {code: text.format(**words) for code, text in body["names"].items()}}
        for body in usual
    ]


def _areas(data: dict[str, Any], *, ask: Ask, today: date) -> list[dict[str, Any]]:
    code = data["code"]
    rows = [{"code": code, "level": "city", "valid_from": today, "names": dict(data["name"])}]
    text = _("A district as “code Chinese name / English name”, Enter when that is all: ")
    while answer := ask(text).strip():
        own, _space, both = answer.partition(" ")
        chinese, _slash, english = (part.strip() for part in both.partition("/"))
        names = {"zh-hans": chinese} | ({"en": english} if english else {})
        rows.append({"code": own, "level": "district", "parent": code, "valid_from": today, "names": names})
    return rows
