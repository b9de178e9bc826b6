"""Whatever two colours a city brings, its pages can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.bodies.city.colours import ELDER, NORMAL, Palette, contrast, dark, light, stylesheet

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
# Text and the ground that it stands on, by token; a colour stands for itself.
LIGHT_PAIRS = [
    *((text, ground) for text in ("link", "action", "accent", "info") for ground in ("#faf7f2", "#ffffff", "#f2ede4")),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("on-brand-soft", "brand"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-accent-soft", "accent-soft"),
    ("info", "info-soft"),
]
DARK_PAIRS = [
    *((text, ground) for text in ("link", "action", "accent", "info") for ground in ("#11191b", "#1a2528", "#223033")),
    *LIGHT_PAIRS[12:],
]


@given(brand=colours, accent=colours, ratio=st.sampled_from([NORMAL, ELDER]))
def test_every_pair_keeps_its_contrast(brand: str, accent: str, ratio: float) -> None:
    for theme, pairs in ((light, LIGHT_PAIRS), (dark, DARK_PAIRS)):
        tokens = theme(Palette(brand, accent), ratio)
        for text, ground in pairs:
            reached = contrast(tokens.get(text, text), tokens.get(ground, ground))
            assert reached >= ratio, f"{theme.__name__}: {text} on {ground} has {reached:.2f}"


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_a_legible_colour_stays_what_it_is() -> None:
    assert light(Palette("#0b5a66", "#bf4018"), NORMAL)["action"] == "#0b5a66"


def test_the_hue_is_kept() -> None:
    """A yellow that nobody could read on white becomes a dark yellow, not a grey."""
    red, green, blue = (int(light(Palette("#ffd400", "#ffd400"), NORMAL)["link"][i : i + 2], 16) for i in (1, 3, 5))
    assert red > blue + 60
    assert green > blue + 60


def test_all_modes_are_written() -> None:
    css = stylesheet(Palette("#123456", "#abcdef"))
    for selector in (":root {", "html.tb-elder {", 'html.tb-elder[data-theme="dark"]', "prefers-color-scheme: dark"):
        assert selector in css
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("wrong", ["red", "#12345", "#1234567", "", "#12345g", "url(x)"])
def test_what_is_no_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        Palette(wrong, "#123456")
