"""A city's file, read whole: every flaw is found at once, each with its line; nothing is used before all is right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml
from django.utils.translation import gettext as _

from services.bodies.city import mark as marks
from services.bodies.city.colours import Palette, is_colour
from services.bodies.city.values import City, Contact, Legal
from services.core.languages.api import LANGUAGES, Text

Place: TypeAlias = tuple[str | int, ...]

_PHONE: Final = re.compile(r"\+?[0-9][0-9 \-]{2,20}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SECURITY: Final = re.compile(r"https://[^\s/]+\S*|mailto:[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST_NAME: Final = 60
# What a file may say, and where; `bodies` and `areas` are checked row by row by `services.bodies.commands`.
_KEYS: Final[Mapping[Place, frozenset[str]]] = {
    (): frozenset({"name", "code", "portal", "contact", "legal", "bodies", "areas", "elsewhere"}),
    ("portal",): frozenset({"name", "mark", "colours", "languages"}),
    ("portal", "colours"): frozenset({"brand", "accent"}),
    ("contact",): frozenset({"phone", "email", "hours", "address", "security"}),
    ("legal",): frozenset({"operator", "privacy_contact", "notices"}),
}


@dataclass(frozen=True, slots=True)
class CityFlaw:
    """One thing to mend. `where` is the path in the file, `line` counts from 1."""

    where: str
    line: int
    text: str

    def __str__(self) -> str:
        return _("line %(line)s, %(where)s: %(text)s") % {"line": self.line, "where": self.where, "text": self.text}


class CityRefused(ValueError):
    """The file does not describe a city; nothing was changed."""

    def __init__(self, flaws: Sequence[CityFlaw]) -> None:
        super().__init__("\n".join(map(str, flaws)))
        self.flaws = tuple(flaws)


@dataclass(frozen=True, slots=True)
class CityFile:
    city: City
    bodies: list[dict[str, Any]]
    areas: list[dict[str, Any]]


def read_city(file: Path) -> CityFile:
    """The file's city, bodies and areas, or `CityRefused` with all that is wrong."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise CityRefused([CityFlaw(str(file), 1, _("The file is not UTF-8: save it again as UTF-8."))]) from error
    except OSError as error:
        raise CityRefused([CityFlaw(str(file), 1, _("The file can't be read: %(why)s") % {"why": error})]) from error
    except yaml.YAMLError as error:
        problem = getattr(error, "problem_mark", None)
        flaw = CityFlaw(str(file), problem.line + 1 if problem else 1, _("This is no YAML: %(why)s") % {"why": error})
        raise CityRefused([flaw]) from error
    if not isinstance(data, dict) or not isinstance(node, yaml.MappingNode):
        raise CityRefused([CityFlaw(str(file), 1, _("The file must be a mapping that begins with the city's name."))])
    return _Reader(data, dict(_lines(node)), file.parent).city_file()


def flaws_at(place: Place, data: dict[str, Any]) -> list[str]:
    """What is wrong at this place, or above it, of a file that is only begun."""
    reader = _Reader(data, {(): 1}, Path())
    try:
        reader.city_file()
    except CityRefused as refused:
        wheres = {".".join(map(str, place[:length])) for length in range(1, len(place) + 1)}
        missing = _("The Chinese text is missing.")
        return [flaw.text for flaw in refused.flaws if flaw.where in wheres and flaw.text != missing]
    return []


def _lines(node: yaml.Node, at: Place = ()) -> Iterator[tuple[Place, int]]:
    yield at, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*at, str(key.value)))
            yield (*at, str(key.value)), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*at, index))


@dataclass(slots=True)
class _Reader:
    data: dict[str, Any]
    lines: Mapping[Place, int]
    folder: Path
    flaws: list[CityFlaw] = field(default_factory=list)

    def city_file(self) -> CityFile:
        self.check_keys()
        languages = self.languages()
        city = City(
            names=self.texts(("name",), required=True),
            code=self.text(("code",), required=True),
            portal_names=self.texts(("portal", "name"), required=True),
            languages=languages,
            contact=Contact(
                phone=self.text(("contact", "phone"), required=True, like=_PHONE),
                email=self.text(("contact", "email"), like=_EMAIL),
                hours_by_language=self.texts(("contact", "hours")),
                address_by_language=self.texts(("contact", "address")),
                security=self.text(("contact", "security"), required=True, like=_SECURITY),
            ),
            legal=Legal(
                operator_by_language=self.texts(("legal", "operator"), required=True),
                privacy_contact=self.text(("legal", "privacy_contact"), required=True, like=_EMAIL),
                notices=self.notices(),
            ),
            palette=self.palette(),
            mark=self.mark(),
        )
        bodies, areas = self.rows("bodies"), self.rows("areas")
        if self.flaws:
            raise CityRefused(sorted(self.flaws, key=lambda flaw: flaw.line))
        return CityFile(city, bodies, areas)

    def flaw(self, place: Place, text: str) -> None:
        known = next(place[:length] for length in range(len(place), -1, -1) if place[:length] in self.lines)
        where = ".".join(map(str, place)) or "-"
        self.flaws.append(CityFlaw(where, self.lines[known], text))

    def at(self, place: Place) -> Any:
        found: Any = self.data
        for step in place:
            if not isinstance(found, dict):
                return None
            found = found.get(step)
        return found

    def check_keys(self) -> None:
        for place, allowed in _KEYS.items():
            found = self.at(place)
            if found is None:
                continue
            if not isinstance(found, dict):
                self.flaw(place, _("This must be a mapping with: %(keys)s.") % {"keys": ", ".join(sorted(allowed))})
                continue
            for key in found.keys() - allowed:
                text = _("This is not known here; known are: %(keys)s.") % {"keys": ", ".join(sorted(allowed))}
                self.flaw((*place, str(key)), text)

    def text(self, place: Place, *, required: bool = False, like: re.Pattern[str] | None = None) -> str:
        value = self.at(place)
        if value is None or value == "":
            if required:
                self.flaw(place, _("This is missing."))
            return ""
        if not isinstance(value, str):
            self.flaw(place, _("This must be a text: put it in quotation marks."))
            return ""
        if like is not None and not like.fullmatch(value):
            self.flaw(place, _FORMS[like]())
        return value

    def texts(self, place: Place, *, required: bool = False) -> Text:
        value = self.at(place)
        if value is None:
            if required:
                self.flaw(place, _("This is missing."))
            return {}
        return self.checked_texts(place, value)

    def checked_texts(self, place: Place, value: Any) -> Text:
        known = LANGUAGES
        if not isinstance(value, dict) or not all(isinstance(part, str) and part.strip() for part in value.values()):
            self.flaw(place, _("Give one text for each language: %(codes)s.") % {"codes": ", ".join(known)})
            return {}
        for code in value.keys() - set(known):
            self.flaw((*place, str(code)), _("There is no language %(code)s in the portal.") % {"code": code})
        if not value.get("zh-hans"):
            self.flaw(place, _("The Chinese text is missing."))
        if place[-1] == "name" and any(len(part) > _LONGEST_NAME for part in value.values()):
            self.flaw(place, _("A name has at most %(most)s characters.") % {"most": _LONGEST_NAME})
        return dict(value)

    def languages(self) -> tuple[str, ...]:
        known = LANGUAGES
        given = self.at(("portal", "languages"))
        if given is None:
            return known
        if not isinstance(given, list) or not given or not set(given) <= set(known):
            self.flaw(("portal", "languages"), _("Choose from: %(codes)s.") % {"codes": ", ".join(known)})
            return known
        if "zh-hans" not in given:
            self.flaw(("portal", "languages"), _("Chinese is always served: add zh-hans."))
        return tuple(given)

    def palette(self) -> Palette | None:
        place: Place = ("portal", "colours")
        given = self.at(place)
        if not isinstance(given, dict):
            return None
        wrong = [name for name in ("brand", "accent") if not is_colour(given.get(name))]
        for name in wrong:
            self.flaw((*place, name), _('Give a colour as "#rrggbb", in quotation marks.'))
        return None if wrong else Palette(given["brand"].lower(), given["accent"].lower())

    def mark(self) -> str:
        place: Place = ("portal", "mark")
        name = self.text(place)
        if not name:
            return ""
        path = (self.folder / name).resolve()
        if path.parent != self.folder.resolve():
            self.flaw(place, _("The mark lies beside the city's file: give its bare file name."))
            return ""
        try:
            return marks.check(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            self.flaw(place, _("The mark can't be read: %(why)s") % {"why": error})
        except marks.MarkRefused as refused:
            self.flaw(place, str(refused))
        return ""

    def notices(self) -> tuple[Text, ...]:
        place: Place = ("legal", "notices")
        given = self.at(place)
        if given is None:
            return ()
        if not isinstance(given, list):
            self.flaw(place, _("This must be a list of texts."))
            return ()
        return tuple(self.checked_texts((*place, index), notice) for index, notice in enumerate(given))

    def rows(self, name: str) -> list[dict[str, Any]]:
        given = self.at((name,))
        if given is None or (isinstance(given, list) and all(isinstance(row, dict) for row in given)):
            return list(given or [])
        self.flaw((name,), _("This must be a list of rows with keys."))
        return []


# What a text that does not fit should look like.
_FORMS: Final = {
    _PHONE: lambda: _("This is no telephone number: digits, spaces and hyphens, such as 12345 or 021-2311 1111."),
    _EMAIL: lambda: _("This is no e-mail address."),
    _SECURITY: lambda: _("Give an address that begins with https:// or mailto:."),
}
