"""Several people at once, each on a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

R = TypeVar("R")


def at_once(act: Callable[[int], R], people: int) -> list[R | Exception]:
    """What each of `people` got who started `act` in the same moment."""
    barrier = threading.Barrier(people)

    def one(number: int) -> R | Exception:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            return act(number)
        except Exception as error:  # noqa: BLE001 - it is the result
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))
