"""The portal as processes of a test's own: a web server, a worker and a bank on free ports, stopped by their ids."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from portal.serving import programs
from portal.serving.supervisor import Program
from tests.vapid import VAPID

HOST = "127.0.0.1"
# A day after the registers were filled, so that everything on record lies in the past at any hour.
TODAY = "2025-12-02"
_BANK_KEY = "a key that the portal shares with the bank"
_SMS_KEY = "a key that the portal shares with the gateway"
_PATIENCE = 90.0
_GRACE = 15.0


class DidNotStart(Exception):
    """A program ended or never answered. The message carries what it said."""


@dataclass(frozen=True, slots=True)
class Running:
    """What answers where, and what each program has said."""

    address: str
    bank: str
    sms: str
    logs: Mapping[str, Path] = field(repr=False)

    def last_words(self, lines: int = 40) -> dict[str, str]:
        said = {name: log.read_text(encoding="utf-8", errors="replace") for name, log in self.logs.items()}
        return {name: "\n".join(text.splitlines()[-lines:]) for name, text in said.items() if text.strip()}


@contextmanager
def portal(database_url: str, folder: Path, *, processes: int = 1) -> Iterator[Running]:
    """Serve this database as the demo does: stand-ins, worker and web server, with their logs in `folder`."""
    port, bank, sms = (programs.free_port(HOST) for _program in range(3))
    env = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "TONGBAN_TODAY": TODAY,
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": "",
        "BANK_URL": f"http://{HOST}:{bank}",
        "BANK_KEY": _BANK_KEY,
        "SMS_URL": f"http://{HOST}:{sms}",
        "SMS_KEY": _SMS_KEY,
        "VAPID_KEY": VAPID,
        "TONGBAN_URL": f"http://{HOST}:{port}",
    }
    started = [
        _bank(bank, folder),
        _sms(sms, folder),
        _worker(env, folder),
        programs.web(host=HOST, port=port, processes=processes, env=env, log=folder / "web.log"),
    ]
    logs = {program.name: program.log for program in started if program.log}
    with running(started):
        yield Running(f"http://{HOST}:{port}", f"http://{HOST}:{bank}", f"http://{HOST}:{sms}", logs)


@contextmanager
def web_alone(database_url: str, folder: Path, settings: str, **more: str) -> Iterator[str]:
    """A web server with other settings beside the portal that runs, over the same database; gives its address."""
    port = programs.free_port(HOST)
    env = {"DJANGO_SETTINGS_MODULE": settings, "TONGBAN_TODAY": TODAY, "DATABASE_URL": database_url, **more}
    env |= {"DATABASE_OWNER_URL": "", "PYTHONPATH": str(programs.ROOT)}
    server = programs.web(host=HOST, port=port, processes=1, env=env, log=folder / "web.log")
    with running([server]):
        yield f"http://{HOST}:{port}"


def _worker(env: Mapping[str, str], folder: Path) -> Program:
    """It says so when it works; until then what happens would wait for its next sweep."""
    log = folder / "worker.log"
    return replace(programs.worker(env=env, log=log), answers=lambda: log.stat().st_size > 0)


def _bank(port: int, folder: Path) -> Program:
    return Program(
        name="bank",
        command=[sys.executable, "-m", "fakes.bank", "--port", str(port), "--state", str(folder / "bank.sqlite3")],
        env={"PYTHONPATH": str(programs.ROOT), "FAKE_BANK_KEY": _BANK_KEY},
        log=folder / "bank.log",
        answers=programs.answering(HOST, port),
    )


def _sms(port: int, folder: Path) -> Program:
    return Program(
        name="sms",
        command=[sys.executable, "-m", "fakes.sms", "--port", str(port)],
        env={"PYTHONPATH": str(programs.ROOT), "FAKE_SMS_KEY": _SMS_KEY},
        log=folder / "sms.log",
        answers=programs.answering(HOST, port),
    )


@contextmanager
def running(started: Sequence[Program]) -> Iterator[None]:
    """All of them, from when they can be used until the end of the block."""
    with ExitStack() as stack:
        processes = [(program, stack.enter_context(_process(program))) for program in started]
        for program, process in processes:
            _wait_until_it_answers(program, process)
        for program, process in processes:
            if _has_ended(process):
                raise _did_not_start(program)
        yield


@contextmanager
def _process(program: Program) -> Iterator[subprocess.Popen[bytes]]:
    assert program.log is not None
    with program.log.open("wb") as log:
        process = subprocess.Popen(
            list(program.command),
            env={**os.environ, "PYTHONUNBUFFERED": "1", **program.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the leader, then kill what is left of its group, whose number is its own until it is collected."""
    if not _has_ended(process):
        process.terminate()
    deadline = time.monotonic() + _GRACE
    while not _has_ended(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Seen without being collected."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _wait_until_it_answers(program: Program, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not (program.answers is None or program.answers()):
        if _has_ended(process) or time.monotonic() > deadline:
            raise _did_not_start(program)
        time.sleep(0.05)


def _did_not_start(program: Program) -> DidNotStart:
    said = program.log.read_text(encoding="utf-8", errors="replace") if program.log else ""
    return DidNotStart(f"The {program.name} did not start:\n{said}")
