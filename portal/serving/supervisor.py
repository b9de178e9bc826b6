"""Several programs as one: started together, stopped together, whoever ends them.

Each program leads a session of its own, so that Ctrl-C in the terminal reaches only us and they are stopped in order.
Nothing here knows Django.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Final

STOPPING_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LOOK_AGAIN_SECONDS: Final = 0.05
_QUIET_SECONDS: Final = 2.0  # of waiting for an end before saying so
_LAST_WORDS: Final = 30  # lines of a dead program's output


class ProgramFailed(Exception):
    """A program ended by itself or never answered; everything else was stopped. The message says what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None  # where its output goes; without one it speaks where we speak
    answers: Callable[[], bool] | None = None  # whether it can be used yet


class _Child:
    """A started program. Its exit is seen without being collected, so that its process group keeps its number."""

    def __init__(self, program: Program) -> None:
        self.program = program
        with _output(program.log) as output:
            self._process = subprocess.Popen(
                list(program.command),
                env={**os.environ, "PYTHONUNBUFFERED": "1", **program.env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def has_ended(self) -> bool:
        if self._process.returncode is not None:
            return True
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def ask_to_stop(self) -> None:
        """Ask the leader only: it knows how to stop processes of its own."""
        if not self.has_ended():
            os.kill(self._process.pid, signal.SIGTERM)

    def finish(self) -> int:
        """Kill what is left of it and of whatever it started; its exit code."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()


class Supervisor:
    """Runs programs until a signal asks to stop or one of them ends."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        grace_seconds: float = 20.0,
        patience_seconds: float = 120.0,
        say: Callable[[str], None],
    ) -> None:
        self._programs = programs
        self._grace = grace_seconds
        self._patience = patience_seconds
        self._say = say
        self._children: list[_Child] = []
        self._asked = 0  # how often somebody asked to stop

    def run(self, *, on_ready: Callable[[], None]) -> None:
        """Returns once a signal has stopped everything; raises ProgramFailed when a program ended otherwise."""
        with self._listening():
            try:
                for program in self._programs:
                    self._children.append(_Child(program))
                if self._wait_for_answers():
                    on_ready()
                    self._wait_for_a_signal()
            finally:
                self._stop()

    def _wait_for_answers(self) -> bool:
        """Whether all programs can be used; False when somebody asked to stop before."""
        waiting = [child for child in self._children if child.program.answers is not None]
        deadline = time.monotonic() + self._patience
        while waiting and not self._asked:
            self._check_alive()
            waiting = [child for child in waiting if not (child.program.answers and child.program.answers())]
            if waiting and time.monotonic() > deadline:
                raise _failure(waiting[0].program, f"did not answer within {self._patience:.0f} seconds")
            time.sleep(_LOOK_AGAIN_SECONDS)
        return not self._asked

    def _wait_for_a_signal(self) -> None:
        while not self._asked:
            self._check_alive()
            time.sleep(_LOOK_AGAIN_SECONDS)

    def _check_alive(self) -> None:
        for child in self._children:
            if child.has_ended():
                raise _failure(child.program, f"ended by itself ({_in_words(child.finish())})")

    def _stop(self) -> None:
        """The last to start stops first, each with its own time of grace; whoever asks again has no patience left."""
        enough = max(self._asked, 1)
        for child in reversed(self._children):
            child.ask_to_stop()
            if not self._has_ended_within(child, min(_QUIET_SECONDS, self._grace), enough):
                self._say(f"Waiting for the {child.program.name} to finish what it has in hand.")
                if not self._has_ended_within(child, self._grace - _QUIET_SECONDS, enough):
                    self._say(f"The {child.program.name} did not stop in time and was killed.")
            child.finish()

    def _has_ended_within(self, child: _Child, seconds: float, enough: int) -> bool:
        deadline = time.monotonic() + seconds
        while not child.has_ended() and time.monotonic() < deadline and self._asked <= enough:
            time.sleep(_LOOK_AGAIN_SECONDS)
        return child.has_ended()

    @contextmanager
    def _listening(self) -> Iterator[None]:
        def asked(_number: int, _frame: FrameType | None) -> None:
            self._asked += 1

        with _handling(asked):
            yield


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end what runs inside as Ctrl-C does: by an exception, so that everything is tidied up."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handling(interrupt):
        yield


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Ours for the stopping signals, but for those that whoever started us wants ignored (nohup, `&` in a script)."""
    heard = [number for number in STOPPING_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handler) for number in heard}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


@contextmanager
def _output(log: Path | None) -> Iterator[IO[bytes] | None]:
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        yield file


def _failure(program: Program, what: str) -> ProgramFailed:
    message = f"The {program.name} {what}; everything was stopped."
    if program.log is not None:
        lines = program.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_WORDS:]
        message += "\n".join([f" Its last words, from {program.log}:", *(f"  {line}" for line in lines or ["(none)"])])
    return ProgramFailed(message)


def _in_words(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
