"""What a city says of itself: plain values that pages, messages and letters show, even while the database is down."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Final

from services.bodies.city.colours import Palette, stylesheet
from services.core.languages.api import Text, in_language


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person turns to. `phone` is shown as it is written and dialled without its spaces."""

    phone: str = ""
    email: str = ""
    hours_by_language: Text = field(default_factory=dict)
    address_by_language: Text = field(default_factory=dict)
    security: str = ""  # who is told of a weakness: an https address or mailto: (RFC 9116)

    @property
    def hours(self) -> str:
        return in_language(self.hours_by_language)

    @property
    def address(self) -> str:
        return in_language(self.address_by_language)

    @property
    def dial(self) -> str:
        return "".join(character for character in self.phone if character.isdigit() or character == "+")


@dataclass(frozen=True, slots=True)
class Legal:
    """Who answers for the portal, and what the law makes it say on every page."""

    operator_by_language: Text = field(default_factory=dict)
    privacy_contact: str = ""  # an e-mail address: personal information protection law, art. 52
    notices: tuple[Text, ...] = ()

    @property
    def operator(self) -> str:
        return in_language(self.operator_by_language)

    @property
    def lines(self) -> list[str]:
        return [in_language(notice) for notice in self.notices]


@dataclass(frozen=True)
class City:
    names: Text
    code: str
    portal_names: Text
    languages: tuple[str, ...]
    contact: Contact = field(default_factory=Contact)
    legal: Legal = field(default_factory=Legal)
    palette: Palette | None = None
    mark: str = ""  # an SVG that `mark.check` let through; empty where ours serves

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def portal_name(self) -> str:
        return in_language(self.portal_names)

    @property
    def second_name(self) -> str:
        """The portal's name for those who read the other language."""
        return next((name for name in self.portal_names.values() if name != self.portal_name), "")

    @cached_property
    def stylesheet(self) -> str:
        """The city's colours as custom properties; empty where the portal's own serve."""
        return stylesheet(self.palette) if self.palette else ""

    @cached_property
    def edition(self) -> str:
        """Changes with what a browser may keep: the colours and the mark."""
        return sha256((self.stylesheet + self.mark).encode()).hexdigest()[:12]


# Where no file is named: the software's own name, and nobody to call.
UNNAMED: Final = City(
    names={"zh-hans": "本市", "en": "This city"},
    code="",
    portal_names={"zh-hans": "通办", "en": "Tongban"},
    languages=("zh-hans", "en"),
)
