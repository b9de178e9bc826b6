"""What the environment says, and the rule for secrets: given by the operator, made up only for the demo."""

from __future__ import annotations

import base64
import json
import os
import secrets
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env

ROOT = Path(__file__).resolve().parents[2]

env = Env()
env.read_env(str(ROOT / ".env"), recurse=False)


class Mode(StrEnum):
    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


MODE = Mode(env.str("TONGBAN_MODE", Mode.PRODUCTION))


def secret(name: str) -> str:
    """The secret of this name; the demo keeps ones of its own under var/, nobody else has a default."""
    given = env.str(name, "")
    if given:
        return given
    if MODE is Mode.DEMO:
        return _demo_secret(name)
    message = (
        f"{name} is not set. Outside the demo no secret has a default: make one with\n"
        f'  python3 -c "import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())"\n'
        f"and keep it where the other secrets of this server are kept."
    )
    raise ImproperlyConfigured(message)


def _demo_secret(name: str) -> str:
    path = ROOT / "var" / "demo-secrets.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if name not in known:
        known[name] = base64.b64encode(secrets.token_bytes(32)).decode()
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(json.dumps(known, indent=1))
        part.rename(path)
    return known[name]
