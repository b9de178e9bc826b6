"""A mark stands alone: nothing in it runs, loads or hides."""

from __future__ import annotations

import pytest

from services.bodies.city.mark import LARGEST, MarkRefused, check

GOOD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><defs><linearGradient id="g"><stop offset="0"'
    ' stop-color="#123456"/></linearGradient></defs><path d="M0 0h8v8z" fill="url(#g)"/><use href="#g"/></svg>'
)


def svg(inside: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" {attributes}>{inside}</svg>'


def test_shapes_and_gradients_pass_unchanged() -> None:
    assert check(GOOD) == GOOD


@pytest.mark.parametrize(
    "bad",
    [
        svg("<script>alert(1)</script>"),
        svg("", 'onload="alert(1)"'),
        svg('<path style="fill:red"/>'),
        svg('<image href="https://elsewhere.example/x.png"/>'),
        svg('<use href="https://elsewhere.example/x.svg#a"/>'),
        svg('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="//elsewhere.example/x.svg#a"/>'),
        svg('<path fill="url(https://elsewhere.example/#a)"/>'),
        svg('<path fill="URL ( https://elsewhere.example/#a)"/>'),
        svg("<foreignObject><p/></foreignObject>"),
        svg('<a href="#x"><path d="M0 0"/></a>'),
        svg('<animate attributeName="href" to="javascript:alert(1)"/>'),
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
        "<svg",
        "",
        svg("<path d='" + "M0 0" * LARGEST + "'/>"),
    ],
)
def test_everything_else_is_refused_with_a_reason(bad: str) -> None:
    with pytest.raises(MarkRefused, match=r".{12,}"):
        check(bad)
