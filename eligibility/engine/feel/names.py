"""The names that a parser knows: FEEL decides by what is in scope whether ``a-b`` is one name or a subtraction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from eligibility.engine.feel.tokens import Token, words

Spelling = tuple[tuple[str, ...], str]


def nearest(name: str, among: Iterable[str]) -> dict[str, str]:
    """What somebody may have meant who wrote a name that does not exist; nothing where none is like it."""
    folded = {each.lower().replace("_", " "): each for each in sorted(among)}
    found = get_close_matches(name.lower().replace("_", " "), folded, n=1, cutoff=0.6)
    return {"near": folded[found[0]]} if found else {}


class Names:
    """Known names, found by their first word, longest first. The names of its parents are known too."""

    def __init__(self, names: Iterable[str] = (), *parents: Names) -> None:
        self._parents = parents
        self._by_first: dict[str, list[Spelling]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        spelling = words(name)
        if not spelling:
            return
        known = self._by_first.setdefault(spelling[0], [])
        if (spelling, name) not in known:
            known.append((spelling, name))
            known.sort(key=lambda each: -len(each[0]))

    def child(self, names: Iterable[str] = ()) -> Names:
        return Names(names, self)

    def known(self) -> Iterator[str]:
        """Every name, of the parents too."""
        for spellings in self._by_first.values():
            yield from (name for _, name in spellings)
        for parent in self._parents:
            yield from parent.known()

    def match(self, tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
        """The longest known name that begins at a token, and how many tokens it takes."""
        best = self._match_here(tokens, start)
        for parent in self._parents:
            found = parent.match(tokens, start)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
        return best

    def _match_here(self, tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
        for spelling, name in self._by_first.get(tokens[start].text, ()):
            end = start + len(spelling)
            if end <= len(tokens) and all(
                token.text == text for token, text in zip(tokens[start:end], spelling, strict=True)
            ):
                return name, len(spelling)
        return None
