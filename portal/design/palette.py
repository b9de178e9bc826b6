"""The colours as the style sheet defines them, and what stands on what, measured."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.settings.environment import ROOT
from services.bodies.api import contrast

THEMES: Final[Mapping[str, Promise]] = {
    "light": pgettext_lazy("appearance", "Light"),
    "dark": pgettext_lazy("appearance", "Dark"),
    "elder-light": _("Easy view, light"),
    "elder-dark": _("Easy view, dark"),
}
TEXT: Final = 4.5  # WCAG 2.2, 1.4.3
ELDER: Final = 7.0  # 1.4.6
MARK: Final = 3.0  # 1.4.11: edges of controls, icons, parts of charts
_GROUNDS: Final = ("paper", "surface", "muted")
_TONES: Final = ("success", "danger", "warning", "info")
_SOFT: Final = (*(f"{tone}-soft" for tone in _TONES), "accent-soft")

# Text and the ground that it stands on.
TEXTS: Final[Sequence[tuple[str, str]]] = (
    *((text, ground) for text in ("ink", "ink-soft", "link", "link-visited", "link-hover") for ground in _GROUNDS),
    *((text, ground) for text in ("ink", "ink-soft", "link") for ground in _SOFT),
    *((tone, ground) for tone in _TONES for ground in (f"{tone}-soft", *_GROUNDS)),
    ("on-accent-soft", "accent-soft"),
    ("surface", "accent"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("action", "surface"),
    ("action", "paper"),
    ("on-danger", "danger"),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("on-brand-soft", "brand"),
    ("on-brand-soft", "brand-deep"),
    ("brand", "on-brand"),
    ("on-focus", "focus"),
)
# What is no text but must be seen.
MARKS: Final[Sequence[tuple[str, str]]] = (
    *(("line-strong", ground) for ground in _GROUNDS),
    *(("accent", ground) for ground in ("paper", "surface")),
    *((f"chart-{kind}", ground) for kind in range(1, 6) for ground in _GROUNDS),
    *(("chart-hatch", f"chart-{kind}") for kind in range(2, 6)),
    ("focus", "brand"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours in a theme, and what WCAG asks of them there."""

    front: str
    ground: str
    ratio: float
    least: float

    @property
    def shown(self) -> str:
        """Rounded down: 4.49 is not 4.5."""
        return f"{int(self.ratio * 10) / 10:.1f}"

    @property
    def holds(self) -> bool:
        return self.ratio >= self.least


@cache
def colours() -> Mapping[str, Mapping[str, str]]:
    """Each theme's tokens by name; the elder ones are those that differ, over the plain ones."""
    sheet = (ROOT / "static/src/scss/_palette.scss").read_text(encoding="utf-8")
    maps = {
        name: dict(re.findall(r'"([\w-]+)": (#[0-9a-f]{6})', body))
        for name, body in re.findall(r"\$([\w-]+): \((.*?)\n\);", sheet, re.DOTALL)
    }
    return {
        "light": maps["light"],
        "dark": maps["dark"],
        "elder-light": {**maps["light"], **maps["elder-light"]},
        "elder-dark": {**maps["dark"], **maps["elder-dark"]},
    }


def pairs(theme: str) -> list[Pair]:
    known = colours()[theme]
    text = ELDER if theme.startswith("elder") else TEXT
    asked = [(front, ground, text) for front, ground in TEXTS] + [(front, ground, MARK) for front, ground in MARKS]
    return [Pair(front, ground, contrast(known[front], known[ground]), least) for front, ground, least in asked]
