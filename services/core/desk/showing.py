"""A value of a row as clerks read it: on a list and on the page of one object alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.admin.utils import lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from services.core.components.api import Tone, long_day, money_markup, plain_value
from services.core.money.api import Money

EMPTY: Final = "–"


def shown(page: Any, name: str, row: Any, request: HttpRequest | None = None) -> str | SafeString:
    """The column `name` of a row. With a request, what it refers to is a link for who may open it."""
    try:
        field, method, value = lookup_field(name, row, page)
    except ObjectDoesNotExist:
        return EMPTY
    if field is None:
        return _plain(value, empty=getattr(method, "empty_value_display", EMPTY))
    if isinstance(field, models.ForeignKey):
        return _related(getattr(row, field.name), page, request)
    if field.choices is not None:
        return _chosen(page, field, value)
    return _plain(value, code=_is_code(field))


def state_tag(words: str, tone: Tone) -> SafeString:
    return format_html('<strong class="govuk-tag tb-tag--{}">{}</strong>', tone, words)


def object_address(model_label: str, key: object) -> str:
    """The desk's page of an object, "" where there is none: `payments.batch` and its primary key."""
    app, _dot, model = model_label.lower().partition(".")
    try:
        return reverse(f"admin:{app}_{model}_change", args=[key])
    except NoReverseMatch:
        return ""


def may_open(page: Any, request: HttpRequest, model: type[models.Model]) -> bool:
    other = page.admin_site._registry.get(model)
    return other is not None and other.has_view_permission(request)


def _related(target: Any, page: Any, request: HttpRequest | None) -> str | SafeString:
    if target is None:
        return EMPTY
    if request is None or not may_open(page, request, type(target)):
        return str(target)
    return format_html('<a href="{}">{}</a>', object_address(target._meta.label_lower, target.pk), target)


def _chosen(page: Any, field: Any, value: Any) -> str | SafeString:
    words = str(dict(field.flatchoices).get(value, value) or EMPTY)
    if field.name != "state":
        return words
    return state_tag(str(getattr(page, "state_words", {}).get(value, words)), Tone(page.tones.get(value, Tone.NEUTRAL)))


def _is_code(field: Any) -> bool:
    """Written for machines: identifiers, hashes. Set in a face that tells 0 from O."""
    return isinstance(field, models.UUIDField | models.BinaryField)


def _plain(value: Any, *, empty: Any = EMPTY, code: bool = False) -> str | SafeString:
    if value is None or value in ("", [], {}):
        return str(empty)
    if isinstance(value, SafeString):
        return value
    if isinstance(value, Money):
        return money_markup(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return _written(value, code=code)


def _written(value: Any, *, code: bool) -> str | SafeString:
    if isinstance(value, datetime | date):
        return format_html('<time class="tb-nowrap" datetime="{}">{}</time>', value.isoformat(), long_day(value))
    if isinstance(value, bytes | memoryview):
        return format_html("<code>{}</code>", bytes(value).hex())
    if isinstance(value, dict):
        return format_html_join(SafeString("<br>"), "{}: {}", ((key, plain_value(one)) for key, one in value.items()))
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if code or isinstance(value, UUID):
        return format_html("<code>{}</code>", value)
    return str(value)
