"""A message as clerks may see it: accounts down to four digits, names down to the first character."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, indent, tostring

from eligibility.payments.messages.document import UnreadableAnswer, parse

_LONG_NUMBER: Final = re.compile(r"\b[0-9A-Z]{4,26}([0-9A-Z]{4})\b")
_NAMES: Final = frozenset({"Nm"})
_ACCOUNT_PARENTS: Final = frozenset({"Othr"})


def masked_account(last4: str) -> str:
    """How an account is shown everywhere."""
    return f"•••• {last4}"


def masked_line(text: str) -> str:
    """A sentence of the bank without the account numbers that it may quote."""
    return _LONG_NUMBER.sub(r"••••\1", text)


def masked_text(content: bytes) -> str:
    """The message indented and masked; what is not XML loses every long number."""
    try:
        name, body = parse(content)
    except UnreadableAnswer:
        return masked_line(content.decode("utf-8", "replace"))
    for parent in body.iter():
        for node in parent:
            _mask(parent.tag, node)
    indent(body)
    return f"<!-- {name} -->\n{tostring(body, encoding='unicode')}"


def _mask(parent: str, node: Element) -> None:
    text = node.text or ""
    if node.tag in _NAMES:
        node.text = f"{text[:1]}**"
    elif node.tag == "IBAN" or (node.tag == "Id" and parent in _ACCOUNT_PARENTS):
        node.text = masked_account(text[-4:])
