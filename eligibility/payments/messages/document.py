"""Building and reading XML without surprises: fixed bytes out, no entities and no DTD in."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
# 100 000 statuses of the length that pain.002 allows; a longer answer is a mistake or an attack.
MAX_BYTES: Final = 100_000_000


class UnreadableAnswer(ValueError):
    """What the bank sent is not a message that we know; kept as it came and shown to a clerk."""


def new_document(message_name: str, body: str) -> tuple[Element, Element]:
    """The root of a message and its one child."""
    root = Element("Document", xmlns=NAMESPACE + message_name)
    return root, SubElement(root, body)


def branch(parent: Element, path: str) -> Element:
    """A new element at the end of a new path, such as `Acct/Id/Othr`."""
    for tag in path.split("/"):
        parent = SubElement(parent, tag)
    return parent


def leaf(parent: Element, path: str, text: str) -> Element:
    """A new element with a text at the end of a new path."""
    node = branch(parent, path)
    node.text = text
    return node


def to_bytes(root: Element) -> bytes:
    """The message as it is sent and hashed."""
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def timestamp(moment: datetime) -> str:
    """ISODateTime to the second, with its offset."""
    return moment.replace(microsecond=0).isoformat()


def parse(content: bytes) -> tuple[str, Element]:
    """The name of the message (`pain.002.001.10`) and its body, namespaces taken off; UnreadableAnswer otherwise."""
    if len(content) > MAX_BYTES:
        message = f"{len(content)} bytes are too many"
        raise UnreadableAnswer(message)
    try:
        root = fromstring(content, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        message = f"not well-formed XML: {error}"
        raise UnreadableAnswer(message) from error
    namespace, _, tag = root.tag.removeprefix("{").rpartition("}")
    if tag != "Document" or not namespace.startswith(NAMESPACE) or len(root) != 1:
        message = "not an ISO 20022 document"
        raise UnreadableAnswer(message)
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    return namespace.removeprefix(NAMESPACE), root[0]


def text_of(node: Element, path: str) -> str:
    """The text at a path, stripped; "" where there is none."""
    return (node.findtext(path) or "").strip()


def required_text(node: Element, path: str) -> str:
    """The text at a path; UnreadableAnswer where there is none."""
    text = text_of(node, path)
    if not text:
        message = f"{node.tag} has no {path}"
        raise UnreadableAnswer(message)
    return text
