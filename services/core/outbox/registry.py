"""Who handles which topic, what runs periodically, and who rings when something waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeAlias, TypeVar

JSON: TypeAlias = "str | int | float | bool | Sequence[JSON] | Mapping[str, JSON] | None"
Payload: TypeAlias = Mapping[str, Any]


class Handler(Protocol):
    """Idempotent: after a crash it may be called again for the same event."""

    def __call__(self, payload: Payload, /, *, at: datetime) -> None: ...


class TickFunction(Protocol):
    def __call__(self, *, at: datetime) -> None: ...


class Doorbell(Protocol):
    """A broker that wakes workers sooner. It may fail or lose anything: the rows are the truth."""

    def ring(self, delivery_ids: Sequence[int]) -> None: ...


H = TypeVar("H", bound=Handler)
T = TypeVar("T", bound=TickFunction)


@dataclass(frozen=True, slots=True)
class PeriodicTick:
    name: str
    pause: timedelta
    run: TickFunction


class UnknownHandler(LookupError):
    """A delivery names a handler that this version of the code does not have."""


class Registry:
    def __init__(self) -> None:
        self._handlers: dict[str, dict[str, Handler]] = {}
        self.ticks: dict[str, PeriodicTick] = {}
        self.doorbell: Doorbell | None = None

    def add_handler(self, topic: str, name: str, function: Handler) -> None:
        named = self._handlers.setdefault(topic, {})
        if name in named:
            message = f"The topic {topic} has a handler called {name} already."
            raise ValueError(message)
        named[name] = function

    def names(self, topic: str) -> list[str]:
        return sorted(self._handlers.get(topic, {}))

    def handler(self, topic: str, name: str) -> Handler:
        try:
            return self._handlers[topic][name]
        except KeyError as error:
            raise UnknownHandler(name) from error

    def add_tick(self, tick: PeriodicTick) -> None:
        if tick.name in self.ticks:
            message = f"There is a tick called {tick.name} already."
            raise ValueError(message)
        self.ticks[tick.name] = tick


registry = Registry()


def handler(topic: str, name: str) -> Callable[[H], H]:
    """Call the function for each event of the topic; the name is kept in deliveries, so don't reuse it."""

    def register(function: H) -> H:
        registry.add_handler(topic, name, function)
        return function

    return register


def every(seconds: int, name: str) -> Callable[[T], T]:
    """Run the function about every so many seconds in one of the workers, never in two at once."""

    def register(function: T) -> T:
        registry.add_tick(PeriodicTick(name, timedelta(seconds=seconds), function))
        return function

    return register


def register_doorbell(doorbell: Doorbell | None) -> None:
    registry.doorbell = doorbell
