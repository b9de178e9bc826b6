"""The judge of valid HTML finds what is wrong, so that its silence means something."""

from __future__ import annotations

import pytest

from tests.validity import faults

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Page</title></head><body><main><h1>Page</h1>{}</main></body></html>"""


def test_a_valid_page_has_no_faults() -> None:
    assert faults(PAGE.format('<p>Words <a href="/">lead</a>.</p><ul><li>One</li></ul>')) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("<p>One<div>Two</div></p>", "Unexpected end tag"),
        ("<div>", "seen too early"),
        ('<p id="a"></p><p id="a"></p>', "the id 'a' is there 2 times"),
        ('<label for="b">B</label>', "leads to nothing"),
        ("<ul><p>One</p></ul>", "<p> directly inside <ul>"),
        ('<a href="/"><button>B</button></a>', "<button> inside <a>"),
        ("<span><div>One</div></span>", "<div> inside <span>"),
        ('<p style="color: red">One</p>', "a style of its own"),
        ("<a>One</a>", "<a> without href"),
        ('<input name="one">', "<input> without id"),
        ("<img src='/x'>", "<img> without alt"),
        ("<h1>Two</h1>", "not exactly one <h1>"),
        ("<center>One</center>", "<center> is obsolete"),
        ('<p class="a" class="b">One</p>', "uplicate"),
    ],
)
def test_what_is_wrong_is_found(wrong: str, said: str) -> None:
    assert said in "\n".join(faults(PAGE.format(wrong)))


def test_a_page_needs_its_frame() -> None:
    found = faults("<!DOCTYPE html><html><body><p>One</p></body></html>")
    assert {"no title", "no language"} <= set(found)
    assert "not exactly one <main>, but 0" in found
