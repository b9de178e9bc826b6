"""The decision requirements graph: what each element needs, and an order in which everything comes after its needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Key = tuple[str, str]
"""Namespace and id of an element."""


def key_of(reference: str, namespace: str) -> Key:
    """``#id`` within the same model, ``namespace#id`` in another one."""
    place, _, name = reference.rpartition("#")
    return (place or namespace, name)


def cycle(needs: Mapping[Key, Sequence[Key]]) -> tuple[Key, ...] | None:
    """One cycle among requirements, or none. Iterative: a chain may be as long as a model."""
    done: set[Key] = set()
    for start in needs:
        if start in done:
            continue
        path: list[Key] = [start]
        waiting = [iter(needs.get(start, ()))]
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                done.add(path.pop())
                waiting.pop()
            elif following in path:
                return (*path[path.index(following) :], following)
            elif following not in done:
                path.append(following)
                waiting.append(iter(needs.get(following, ())))
    return None


def ordered(needs: Mapping[Key, Sequence[Key]]) -> list[Key]:
    """Everything after what it needs; there must be no cycle."""
    found: list[Key] = []
    done: set[Key] = set()
    for start in needs:
        stack: list[tuple[Key, bool]] = [(start, False)]
        while stack:
            current, ready = stack.pop()
            if ready:
                found.append(current)
            elif current not in done:
                done.add(current)
                stack.append((current, True))
                stack.extend((need, False) for need in reversed(list(needs.get(current, ()))))
    return found


def longest_chain(needs: Mapping[Key, Sequence[Key]]) -> int:
    """How many decisions stand on each other at most."""
    height: dict[Key, int] = {}
    for current in ordered(needs):
        height[current] = 1 + max((height.get(need, 0) for need in needs.get(current, ())), default=0)
    return max(height.values(), default=0)
