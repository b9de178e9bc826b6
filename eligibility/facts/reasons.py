"""Why a feed was rejected or a row held back: a stable code with parameters, rendered in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

Params = Mapping[str, str | int]

_FEED: Final[dict[str, Promise]] = {
    "encoding.gbk": _(
        "Line %(line)s is not UTF-8; the file looks like GBK. Save it as UTF-8 (in Excel: “CSV UTF-8”) and send it"
        " again. Nothing was applied."
    ),
    "encoding.utf16": _(
        "The file is in UTF-16. Save it as UTF-8 (in Excel: “CSV UTF-8”) and send it again. Nothing was applied."
    ),
    "encoding.other": _("Line %(line)s is not UTF-8. Save the file as UTF-8 and send it again. Nothing was applied."),
    "file.empty": _("The file is empty. Nothing was applied."),
    "file.kind": _(
        "The file is neither CSV nor JSON lines. Send a file that ends in .csv, .jsonl or .ndjson. Nothing was applied."
    ),
    "columns.missing": _(
        "These columns are missing: %(columns)s. Send them all; leave a cell empty (in JSON: null) where there is no"
        " value. Nothing was applied."
    ),
    "columns.unknown": _(
        "These columns do not belong to the dataset: %(columns)s. Its columns are: %(expected)s. Nothing was applied."
    ),
    "columns.repeated": _("These columns appear twice: %(columns)s. Nothing was applied."),
    "csv.syntax": _("Line %(line)s is not valid CSV, so the rest can't be read (%(detail)s). Nothing was applied."),
    "file.long_line": _("Line %(line)s is longer than %(limit)s characters. Nothing was applied."),
    "json.not_lines": _(
        "The file is not JSON lines: its first line is no JSON object. Put one object on each line. Nothing was"
        " applied."
    ),
}

_ROW: Final[dict[str, Promise]] = {
    "cells": _("The line has %(found)s cells, but the header has %(expected)s columns."),
    "json.syntax": _("The line is not a valid JSON object."),
    "json.columns": _("The names in this line are not those of the first line: %(columns)s."),
    "required": _("The value is missing."),
    "type.string": _("The value must be text."),
    "type.integer": _("The value must be a whole number, such as 12."),
    "type.number": _("The value must be a number, such as 12000.50, without separators or units."),
    "type.boolean": _("The value must be true or false."),
    "type.date": _("The value must be a date that exists, written as 2025-11-20."),
    "not_finite": _("NaN and infinity are not numbers that a fact can have."),
    "too_precise": _("The value has more than %(scale)s decimal places."),
    "too_large": _("The number has too many digits."),
    "minimum": _("The value must not be less than %(minimum)s."),
    "maximum": _("The value must not be more than %(maximum)s."),
    "enum": _("The value is not in the list of codes: %(codes)s."),
    "pattern": _("The value does not have the form that this field asks for."),
    "too_long": _("The value is longer than %(limit)s characters."),
    "control": _("The value contains control characters."),
    "future": _("The date or year is later than the day on which the file was received (%(today)s)."),
    "order": _("The value is earlier than %(first)s."),
    "duplicate.row": _("The line repeats line %(line)s; that one was applied."),
    "duplicate.key": _(
        "Other lines have the same key with other values (lines %(lines)s). None of them was applied: send the right"
        " one."
    ),
    "resident_id.empty": _("The resident ID is missing."),
    "resident_id.length": _("A resident ID has 18 characters."),
    "resident_id.characters": _("A resident ID has 17 digits and ends with a digit or the letter X."),
    "resident_id.area": _("The first two digits of this resident ID are not the code of a province."),
    "resident_id.birth_date": _("The date of birth in this resident ID is not possible."),
    "resident_id.checksum": _("This resident ID contains a mistake: its last character does not fit the others."),
    "credit_code.empty": _("The unified social credit code is missing."),
    "credit_code.length": _("A unified social credit code has 18 characters."),
    "credit_code.characters": _(
        "A unified social credit code has only digits and capital letters, without I, O, S, V and Z."
    ),
    "credit_code.area": _("Characters 3 to 8 of this unified social credit code are not the digits of an area code."),
    "credit_code.checksum": _(
        "This unified social credit code contains a mistake: its last character does not fit the others."
    ),
    "identifier": _("The value is neither a valid resident ID nor a valid unified social credit code."),
}

_ALL: Final = _FEED | _ROW


def render(code: str, params: Params) -> str:
    """The sentence for a code; a code from an older version that is gone is shown as it is."""
    sentence = _ALL.get(code)
    if sentence is None:
        return translate("Refused (%(code)s).") % {"code": code}
    return str(sentence) % params


def known_codes() -> frozenset[str]:
    return frozenset(_ALL)
