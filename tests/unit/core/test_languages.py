"""The reader's language, or the nearest there is."""

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation

from services.core.languages.api import TextsField, in_language

BOTH = {"zh-hans": "生育津贴", "en": "Maternity allowance"}


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        (BOTH, "en", "Maternity allowance"),
        (BOTH, "en-GB", "Maternity allowance"),
        (BOTH, "zh-hans", "生育津贴"),
        (BOTH, "zh-CN", "生育津贴"),
        (BOTH, "fr", "生育津贴"),
        ({"en": "Only this"}, "zh-hans", "Only this"),
        ({"zh-hans": "", "en": "Only this"}, "zh-hans", "Only this"),
        ({"fr": "Seulement"}, "en", "Seulement"),
        ({}, "en", ""),
    ],
)
def test_a_text_is_chosen_for_the_reader(text: dict[str, str], language: str, shown: str) -> None:
    assert in_language(text, language) == shown


def test_without_a_language_the_page_decides() -> None:
    with translation.override("en"):
        assert in_language(BOTH) == "Maternity allowance"
        page = Template("{% load languages %}{{ text|in_language }}").render(Context({"text": BOTH}))
    assert page == "Maternity allowance"
    with translation.override(None):
        assert in_language(BOTH) == "生育津贴"


@pytest.mark.parametrize(
    "wrong", [{"en": "No Chinese"}, {"zh-hans": 1}, {"xx": "?", "zh-hans": "有"}, ["zh-hans"], "text"]
)
def test_the_column_wants_chinese_and_only_the_portals_languages(wrong: object) -> None:
    with pytest.raises(ValidationError):
        TextsField().clean(wrong, None)
    assert TextsField().clean(BOTH, None) == BOTH
