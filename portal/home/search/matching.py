"""How well a document answers what somebody typed: in either language, with other words for the same thing.

A few hundred documents are compared one by one. The catalogue of services brings an index of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from portal.home.search.ports import Document, sources

LONGEST: Final = 100
_MOST: Final = 20
_LATIN: Final = re.compile(r"[a-z0-9]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]+")
# Words that say nothing about what is looked for.
_EMPTY: Final = frozenset(
    {
        "a",
        "an",
        "and",
        "am",
        "are",
        "can",
        "do",
        "for",
        "get",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "me",
        "my",
        "of",
        "on",
    }
    | {"or", "owed", "the", "to", "what", "when", "which", "who", "will", "with", "you"}
)
_HAN_EMPTY: Final = re.compile(
    "怎么办|怎么|如何|可以|能不能|什么|哪些|办理|申请|领取|享受|我要|我想|我的|有没有|多少|吗|呢|的|了|我|领"
)
_TITLE, _WORD, _TEXT, _SYNONYM = 10.0, 8.0, 2.0, 0.6
_ENOUGH: Final = 1.2


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, cut into terms: words of Latin script, pairs of Hanzi."""

    typed: str
    terms: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> Query:
        text = folded(typed)[:LONGEST]
        return cls(text, tuple(dict.fromkeys(_terms(text))))


def folded(text: str) -> str:
    """Full-width letters, capitals and stray spaces make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def search(typed: str) -> list[Document]:
    """What answers best comes first; nothing for nothing."""
    query = Query.of(typed)
    if not query.terms:
        return []
    scored = [(_score(query, one), one) for source in sources() for one in source()]
    good = [(score, one) for score, one in scored if score >= _ENOUGH]
    best = max((score for score, _one in good), default=0.0)
    ranked = sorted(good, key=lambda pair: -pair[0])
    return [one for score, one in ranked if score >= best / 4][:_MOST]


def _score(query: Query, document: Document) -> float:
    title = _share(query.terms, document.title) * _TITLE
    words = max((_share(query.terms, word) for word in document.words), default=0.0) * _WORD
    text = _share(query.terms, document.text) * _TEXT
    named = any(_says(query.typed, folded(word)) for word in document.words if len(word) > 1) * _WORD
    meant = _meant(query.typed, (document.title, *document.words)) * _WORD * _SYNONYM
    return max(title, words, meant) + named + text


def _share(terms: Sequence[str], text: str) -> float:
    """How much of what was typed stands in a text; a term that begins a word of it counts."""
    known = folded(text)
    latin = _LATIN.findall(known)
    return sum(_stands_in(term, known, latin) for term in terms) / len(terms)


def _stands_in(term: str, text: str, latin: Iterable[str]) -> bool:
    if _LATIN.fullmatch(term):
        stem = term.removesuffix("s")
        return any(word.startswith(stem) or (len(word) > 3 and stem.startswith(word)) for word in latin)
    return term in text


def _meant(typed: str, names: Iterable[str]) -> float:
    """Whether something typed has another name that is one of the document's."""
    known = [folded(name) for name in names]
    for group in synonyms():
        if any(_says(typed, word) for word in group) and any(word in name for word in group for name in known):
            return 1.0
    return 0.0


def _says(typed: str, word: str) -> bool:
    if _LATIN.match(word):
        return re.search(rf"\b{re.escape(word)}", typed) is not None
    return word in typed


def _terms(text: str) -> Iterator[str]:
    latin = _LATIN.findall(text)
    yield from [word for word in latin if word not in _EMPTY and len(word) > 1]
    for run in _HAN.findall(_HAN_EMPTY.sub(" ", text)):
        if len(run) == 1:
            yield run
        yield from (run[start : start + 2] for start in range(len(run) - 1))


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Groups of words that people use for the same thing."""
    groups = yaml.safe_load((Path(__file__).parent / "synonyms.yaml").read_text(encoding="utf-8"))
    return tuple(tuple(folded(word) for word in group) for group in groups)
