"""The words of a notice."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django.utils.translation import gettext_lazy

from services.notices.api import NoticeKind, register_kind
from services.tasks import api as tasks


def kind(code: str) -> NoticeKind:
    return NoticeKind(code, title=gettext_lazy("Sign in"), body=gettext_lazy("%(benefit)s: %(amount)s"))


def test_parameters_follow_the_language_of_the_reader() -> None:
    params = {"benefit": {"zh-hans": "生育津贴", "en": "Maternity allowance"}, "amount": "¥1.00"}
    with translation.override("en"):
        assert kind("a").words(params)[1] == "Maternity allowance: ¥1.00"
    with translation.override("zh-hans"):
        assert kind("a").words(params)[1] == "生育津贴: ¥1.00"


def test_what_a_parameter_contains_is_no_placeholder() -> None:
    params = {"benefit": "%(amount)s %s {{ 7 }}", "amount": "1"}
    with translation.override("en"):
        assert kind("a").words(params)[1] == "%(amount)s %s {{ 7 }}: 1"


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(KeyError, match="amount"):
        kind("a").words({"benefit": "x"})


def test_a_code_is_registered_once() -> None:
    register_kind(kind("tests.twice"))
    with pytest.raises(ImproperlyConfigured, match=r"tests\.twice"):
        register_kind(kind("tests.twice"))
    tasks.register_kind(tasks.TaskKind("tests.twice", title=gettext_lazy("Sign in")))
    with pytest.raises(ImproperlyConfigured, match=r"tests\.twice"):
        tasks.register_kind(tasks.TaskKind("tests.twice", title=gettext_lazy("Sign in")))
