"""A city's two colours become the portal's theme: legible by construction, in daylight, in the dark and in elder mode.

The hue and chroma are the city's; only the lightness moves, in OKLCH (Björn Ottosson, 2020), until the text keeps the
contrast of WCAG 2.2 against the ground that it stands on: 4.5:1 (1.4.3), in elder mode 7:1 (1.4.6).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Rgb: TypeAlias = tuple[float, float, float]  # linear light, 0 to 1

NORMAL: Final = 4.5
ELDER: Final = 7.0
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
# The grounds of the portal's own palette, on which the city's colours stand as text.
_LIGHT_GROUNDS: Final = ("#faf7f2", "#ffffff", "#f2ede4")
_DARK_GROUNDS: Final = ("#11191b", "#1a2528", "#223033")


@dataclass(frozen=True, slots=True)
class Palette:
    """Two colours as #rrggbb: the brand fills the frame and the buttons, the accent marks what matters."""

    brand: str
    accent: str

    def __post_init__(self) -> None:
        for value in (self.brand, self.accent):
            if not is_colour(value):
                message = f"{value!r} is no colour of the form #rrggbb."
                raise ValueError(message)


def is_colour(value: object) -> bool:
    return isinstance(value, str) and bool(_HEX.fullmatch(value))


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    high, low = sorted((_luminance(_linear(first)), _luminance(_linear(second))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def stylesheet(palette: Palette) -> str:
    """The custom properties that replace the portal's own, for every mode of `static/src/scss/_tokens.scss`."""
    modes = {
        ":root": light(palette, NORMAL),
        "html.tb-elder": light(palette, ELDER),
    }
    dark_modes = {"": dark(palette, NORMAL), ".tb-elder": dark(palette, ELDER)}
    rules = [_rule(selector, tokens) for selector, tokens in modes.items()]
    asked_by_the_system = [_rule(f'html{mode}:not([data-theme="light"])', it) for mode, it in dark_modes.items()]
    asked_by_the_reader = [_rule(f'html{mode}[data-theme="dark"]', it) for mode, it in dark_modes.items()]
    rules += ["@media screen and (prefers-color-scheme: dark) {", *asked_by_the_system, "}"]
    rules += ["@media screen {", *asked_by_the_reader, "}"]
    return "\n".join(rules) + "\n"


def light(palette: Palette, ratio: float) -> dict[str, str]:
    action = _legible(palette.brand, _LIGHT_GROUNDS, ratio, darker=True)
    accent = _legible(palette.accent, _LIGHT_GROUNDS, ratio, darker=True)
    frame = _legible(palette.brand, ("#ffffff",), max(ratio, ELDER), darker=True)
    accent_soft = _at(palette.accent, 0.95, most_chroma=0.03)
    info_soft = _at(palette.brand, 0.94, most_chroma=0.02)
    return {
        "brand": frame,
        "brand-deep": _shifted(frame, -0.06),
        "on-brand": "#ffffff",
        "on-brand-soft": _legible(_at(palette.brand, 0.88, most_chroma=0.03), (frame,), ratio, darker=False),
        "action": action,
        "action-hover": _shifted(action, -0.08),
        "on-action": "#ffffff",
        "link": action,
        "link-hover": _shifted(action, -0.12),
        "accent": accent,
        "accent-soft": accent_soft,
        "on-accent-soft": _legible(palette.accent, (accent_soft,), ELDER, darker=True),
        "info": _legible(palette.brand, (info_soft, *_LIGHT_GROUNDS), ratio, darker=True),
        "info-soft": info_soft,
    }


def dark(palette: Palette, ratio: float) -> dict[str, str]:
    action = _legible(palette.brand, _DARK_GROUNDS, max(ratio, ELDER), darker=False)
    accent = _legible(palette.accent, _DARK_GROUNDS, ratio, darker=False)
    frame = _at(palette.brand, 0.28, most_chroma=0.05)
    accent_soft = _at(palette.accent, 0.27, most_chroma=0.04)
    info_soft = _at(palette.brand, 0.30, most_chroma=0.04)
    return {
        "brand": frame,
        "brand-deep": _shifted(frame, -0.05),
        "on-brand": "#ffffff",
        "on-brand-soft": _legible(_at(palette.brand, 0.85, most_chroma=0.03), (frame,), ratio, darker=False),
        "action": action,
        "action-hover": _shifted(action, 0.06),
        "on-action": _legible(palette.brand, (action,), ratio, darker=True),
        "link": action,
        "link-hover": _shifted(action, 0.08),
        "accent": accent,
        "accent-soft": accent_soft,
        "on-accent-soft": _legible(palette.accent, (accent_soft,), ELDER, darker=False),
        "info": _legible(palette.brand, (info_soft, *_DARK_GROUNDS), ratio, darker=False),
        "info-soft": info_soft,
    }


def _rule(selector: str, tokens: Mapping[str, str]) -> str:
    lines = [f"  --tb-{name}: {value};" for name, value in tokens.items()]
    lines += [f"  --govuk-{name}-colour: var(--tb-{ours});" for name, ours in (("brand", "brand"), ("link", "link"))]
    return "\n".join([f"{selector} {{", *lines, "}"])


def _legible(colour: str, grounds: tuple[str, ...], ratio: float, *, darker: bool) -> str:
    """This hue at the lightness nearest to the city's at which it is read on every ground."""
    lightness, chroma, hue = _oklch(_linear(colour))
    for step in _towards(lightness, 0.0 if darker else 1.0):
        candidate = _hex(step, chroma, hue)
        if all(contrast(candidate, ground) >= ratio for ground in grounds):
            return candidate
    return "#000000" if darker else "#ffffff"


def _towards(start: float, end: float) -> Iterator[float]:
    steps = math.ceil(abs(end - start) * 200) + 1
    return (start + (end - start) * index / steps for index in range(steps + 1))


def _at(colour: str, lightness: float, *, most_chroma: float) -> str:
    _lightness, chroma, hue = _oklch(_linear(colour))
    return _hex(lightness, min(chroma, most_chroma), hue)


def _shifted(colour: str, by: float) -> str:
    lightness, chroma, hue = _oklch(_linear(colour))
    return _hex(min(max(lightness + by, 0.0), 1.0), chroma, hue)


def _linear(colour: str) -> Rgb:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def _oklch(colour: Rgb) -> tuple[float, float, float]:
    red, green, blue = colour
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    green_red = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    blue_yellow = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(green_red, blue_yellow), math.atan2(blue_yellow, green_red)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The nearest colour that a screen can show: chroma gives way, lightness and hue stay."""
    for step in range(41):
        channels = _screen(lightness, chroma * (1 - step / 40), hue)
        if all(-1e-4 <= value <= 1 + 1e-4 for value in channels):
            break
    return "#" + "".join(f"{round(_encoded(value) * 255):02x}" for value in channels)


def _screen(lightness: float, chroma: float, hue: float) -> Rgb:
    green_red, blue_yellow = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    medium = (lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encoded(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
