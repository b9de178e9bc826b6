"""Pseudo-localisation: every string of ours two fifths longer and with marks on its letters, to see which pages burst.

Translations into other languages are longer than English by about so much; who writes pages in two languages that are
both short does not notice what a third one will break.
"""

from __future__ import annotations

import gettext
import re
import subprocess
from pathlib import Path
from typing import Final

_MARKED: Final = str.maketrans("aeiouycnszAEIOUYCNSZ", "àéîõüÿçñšžÀÉÎÕÜÝÇÑŠŽ")
# What the program puts in or the browser reads must stay as it is.
_KEPT: Final = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{[^}]*\}|<[^>]+>|&\w+;|\n)")
_WORDS: Final = ("ünd", "ñöch", "wéitêrê", "wõrté", "dàžü", "ôhñê", "éñdê")
_LONGER: Final = 0.4


def longer(text: str) -> str:
    """`Sign in` becomes `⟦Šîgñ îñ ünd⟧`; what stands between percent signs and tags is left alone."""
    bare = _KEPT.sub("", text)
    if not re.search(r"[A-Za-z]", bare):
        return text
    marked = "".join(part if _KEPT.fullmatch(part) else part.translate(_MARKED) for part in _KEPT.split(text))
    more, index = "", 0
    while len(more) < len(bare) * _LONGER:
        more += f" {_WORDS[index % len(_WORDS)]}"
        index += 1
    # A string that ends with a line break must still do so: gettext insists.
    body, end = (marked[:-1], "\n") if marked.endswith("\n") else (marked, "")
    return f"⟦{body}{more}⟧{end}"


def write_catalogue(source: Path, folder: Path) -> Path:
    """From the compiled Chinese catalogue, which has every string, the longer English one; gives its LOCALE_PATH."""
    with source.open("rb") as compiled:
        entries = gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]  # there is no other way in
    singular = {key: key for key in entries if isinstance(key, str) and key and not _is_format(key)}
    lines = ['msgid ""', 'msgstr "Content-Type: text/plain; charset=UTF-8\\n"', ""]
    for key in singular:
        context, _, text = key.rpartition("\x04")
        lines += [f"msgctxt {_quoted(context)}"] if context else []
        lines += [f"msgid {_quoted(text)}", f"msgstr {_quoted(longer(text))}", ""]
    target = folder / "en" / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "django.po").write_text("\n".join(lines), encoding="utf-8")
    subprocess.run(["msgfmt", "-o", str(target / "django.mo"), str(target / "django.po")], check=True)
    return folder


def _is_format(key: str) -> bool:
    """How dates are written is said in the catalogue too."""
    return key.startswith("date format\x04")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
