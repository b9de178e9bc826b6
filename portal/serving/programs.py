"""The portal's programs, and what must be done before they start."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from portal.serving.supervisor import Program

ROOT: Final = Path(__file__).resolve().parents[2]
MANAGE: Final = str(ROOT / "manage.py")
_MOST_PROCESSES: Final = 8
THREADS: Final = 4  # a process; most of a request is waiting for the database
_ANSWER_SECONDS: Final = 5.0


class NotPrepared(Exception):
    """A command that must succeed before anything starts did not; it has said why."""


def migrate() -> None:
    """In a process of its own: it logs in as the owner, we don't."""
    done = subprocess.run([sys.executable, MANAGE, "migrate", "--verbosity=0"], check=False)
    if done.returncode:
        message = f"manage.py migrate failed with exit code {done.returncode}."
        raise NotPrepared(message)


def default_processes() -> int:
    """Worker processes of the web server: as many as processors that we may use."""
    return min(_MOST_PROCESSES, len(os.sched_getaffinity(0)))


def web(
    *,
    host: str,
    port: int,
    processes: int,
    threads: int = THREADS,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> Program:
    return Program(
        name="web server",
        command=[
            *(sys.executable, "-m", "granian", "portal.wsgi:application", "--interface", "wsgi"),
            *("--working-dir", str(ROOT), "--host", host, "--port", str(port), "--no-ws", "--log-level", "warning"),
            *("--workers", str(processes), "--blocking-threads", str(threads)),
        ],
        env=env or {},
        log=log,
        answers=answering(host, port),
    )


def worker(*, env: Mapping[str, str] | None = None, log: Path | None = None) -> Program:
    return Program(name="worker", command=[sys.executable, MANAGE, "work"], env=env or {}, log=log)


def answering(host: str, port: int) -> Callable[[], bool]:
    """Whether a web server replies there; what it replies is its own affair."""
    reached_at = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared, not bound

    def answers() -> bool:
        with closing(http.client.HTTPConnection(reached_at, port, timeout=_ANSWER_SECONDS)) as connection:
            try:
                connection.request("GET", "/")
                connection.getresponse()
            except (OSError, http.client.HTTPException):
                return False
            return True

    return answers


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there. Asked before starting: two web servers can share a port without noticing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str) -> int:
    """Any port that is free now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
    return port
