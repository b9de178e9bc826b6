"""A mark is an SVG from outside: what could run, load or phone home is refused, never silently cut out."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

LARGEST: Final = 64 * 1024  # bytes; a mark is on every page
_SVG: Final = "{http://www.w3.org/2000/svg}"
_ELEMENTS: Final = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "defs",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "title",
        "desc",
        "use",
        "symbol",
    ]
)
_ATTRIBUTES: Final = frozenset(
    [
        "viewBox",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "fx",
        "fy",
        "d",
        "points",
        "transform",
        "fill",
        "fill-rule",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-opacity",
        "opacity",
        "clip-path",
        "clip-rule",
        "mask",
        "id",
        "offset",
        "stop-color",
        "stop-opacity",
        "gradientUnits",
        "gradientTransform",
        "spreadMethod",
        "clipPathUnits",
        "maskUnits",
        "preserveAspectRatio",
        "role",
        "aria-label",
        "version",
        "href",
    ]
)
_LOADS: Final = re.compile(r"url\s*\(\s*['\"]?\s*(?!#)", re.IGNORECASE)  # url(…) of anything but a part of itself
_XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"


class MarkRefused(ValueError):
    """The file is no mark; the message is a whole sentence for whoever brought it."""


def check(svg: str) -> str:
    """The mark as given, or `MarkRefused`."""
    if len(svg.encode()) > LARGEST:
        raise MarkRefused(_("The mark is larger than 64 kB: save it without previews and metadata."))
    try:
        root = fromstring(svg, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise MarkRefused(_("The mark is no well-formed SVG: %(reason)s") % {"reason": error}) from error
    if root.tag != f"{_SVG}svg" or not root.get("viewBox"):
        raise MarkRefused(_("The mark must be an <svg> with a viewBox, so that it fits every size."))
    for element in root.iter():
        _check_element(element)
    return svg


def _check_element(element: Element) -> None:
    name = element.tag.removeprefix(_SVG)
    if name not in _ELEMENTS:
        raise MarkRefused(_("The mark may not hold <%(element)s>: only shapes and gradients.") % {"element": name})
    for attribute, value in element.attrib.items():
        if attribute == _XLINK_HREF or attribute == "href":
            if not value.startswith("#"):
                raise MarkRefused(_("The mark may not load %(address)s: it must stand alone.") % {"address": value})
        elif attribute not in _ATTRIBUTES:
            text = _("The mark may not hold the attribute %(attribute)s: give colours by fill and stroke.")
            raise MarkRefused(text % {"attribute": attribute})
        if _LOADS.search(value):
            raise MarkRefused(_("The mark may not load %(address)s: it must stand alone.") % {"address": value})
