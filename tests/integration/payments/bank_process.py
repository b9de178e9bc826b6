"""The fake bank as a process of its own, driven over loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from eligibility.payments.api import HttpBank

ROOT = Path(__file__).resolve().parents[3]
KEY = "a key shared with the bank"


@dataclass
class BankProcess:
    """One bank with a memory in a file: it can be killed and started again."""

    state: Path
    process: subprocess.Popen[str] | None = field(default=None)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def client(self) -> HttpBank:
        return HttpBank(self.url, KEY.encode(), timeout=0.5)

    def start(self) -> None:
        command = [sys.executable, "-m", "fakes.bank", "--port", str(self.port), "--state", str(self.state)]
        environment = {**os.environ, "FAKE_BANK_KEY": KEY}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self._wait()

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self._wait()

    def fault(self, kind: str, **options: Any) -> None:
        self.call("POST", "/faults", {"kind": kind, **options})

    def set_account(self, number: str, holder: str, state: str = "open") -> None:
        self.call("POST", "/accounts", {"number": number, "holder": holder, "state": state})

    def credits(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.call("GET", "/credits")["credits"]
        return found

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request(method, path, None if body is None else json.dumps(body))
        with connection.getresponse() as response:
            reply: dict[str, Any] = json.load(response)
        connection.close()
        return reply

    def _wait(self) -> None:
        assert self.process is not None
        self.process.wait(timeout=10)
        if self.process.stdout is not None:
            self.process.stdout.close()
