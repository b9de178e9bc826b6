"""What stands for the world outside the portal: a bank, and whoever carries messages to people."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from portal.serving import programs
from portal.serving.supervisor import Program
from services.notices.api import push_key

HOST: Final = "127.0.0.1"
# Where they listen unless something else does.
_SMS, _PUSH, _MAIL = 8011, 8012, 8013


@dataclass(frozen=True, slots=True)
class Outside:
    """The stand-ins, the environment by which the portal finds them, and where their push service is."""

    programs: Sequence[Program]
    env: Mapping[str, str]
    push: str


def stand_ins(*, portal: str, memory: Path, logs: Path, city: str, browser: str) -> Outside:
    """Programs of their own, which share no code with the portal.

    Args:
        city: the bank and the gateway remember per city, so that a new one finds no old messages.
        browser: the name of the one browser that the push service knows from the start.
    """
    bank = _port(urlsplit(settings.BANK_URL).port or 0)
    sms, push, mail, levers = _port(_SMS), _port(_PUSH), _port(_MAIL), programs.free_port(HOST)
    outbox = memory / "outbox"
    state = ["--state", str(memory / f"bank-{city}.sqlite3")]
    started = [
        _program("bank", bank, state, logs, {"FAKE_BANK_KEY": settings.BANK_KEY}),
        _program(
            "sms",
            sms,
            ["--state", str(memory / f"sms-{city}.sqlite3"), "--outbox", str(outbox / "sms.jsonl")],
            logs,
            {"FAKE_SMS_KEY": settings.SMS_KEY},
        ),
        _program(
            "push",
            push,
            ["--outbox", str(outbox / "push.jsonl"), "--browser", browser, "--application-key", push_key()],
            logs,
        ),
        _program(
            "mail", mail, ["--outbox", str(outbox / "mail.jsonl"), "--control", str(levers)], logs, answers_at=levers
        ),
    ]
    env = {
        "BANK_URL": f"http://{HOST}:{bank}",
        "SMS_URL": f"http://{HOST}:{sms}",
        "EMAIL_URL": f"smtp://{HOST}:{mail}",
        "TONGBAN_URL": portal,
    }
    return Outside(started, env, f"http://{HOST}:{push}")


def browser_keys(browser: str) -> dict[str, str]:
    """What a browser of this name would tell the page: asked of the push service, which makes it up."""
    command = [sys.executable, "-m", "fakes.push", "--describe", browser]
    said = subprocess.run(command, cwd=programs.ROOT, capture_output=True, text=True, check=True)
    keys: dict[str, str] = json.loads(said.stdout)
    return keys


def _port(wanted: int) -> int:
    return wanted if wanted and programs.is_free(HOST, wanted) else programs.free_port(HOST)


def _program(
    name: str,
    port: int,
    options: Sequence[str],
    logs: Path,
    env: Mapping[str, str] | None = None,
    *,
    answers_at: int = 0,
) -> Program:
    return Program(
        name=f"fake {name}",
        command=[sys.executable, "-m", f"fakes.{name}", "--port", str(port), *options],
        env={"PYTHONPATH": str(programs.ROOT), **(env or {})},
        log=logs / f"{name}.log",
        answers=programs.answering(HOST, answers_at or port),
    )
