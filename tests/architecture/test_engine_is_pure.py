"""The engine could be a package of its own: it runs where nothing of Django, of ours or of a network is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from eligibility.engine import api

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys

FORBIDDEN = {"django", "rest_framework", "psycopg", "celery", "services", "portal", "fakes", "socket", "random",
             "requests", "urllib3"}


class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in FORBIDDEN or (name.startswith("eligibility.") and
                                                   not name.startswith("eligibility.engine")):
            raise ImportError("the engine must not import " + name)


for name in list(sys.modules):
    if name.partition(".")[0] in FORBIDDEN:
        del sys.modules[name]
sys.meta_path.insert(0, Refuse())
from eligibility.engine import api
import eligibility.engine.__main__, eligibility.engine.conformance

model = api.load(open("tests/unit/engine/models/maternity.dmn", "rb").read(), profile=api.Profile.POLICY)
print(api.decide(model, {}).state.value, *sorted(FORBIDDEN & set(sys.modules)))
"""


def test_the_engine_needs_nothing_of_the_portal() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "unknown", "")


def test_the_door_of_the_engine_is_complete() -> None:
    assert sorted(api.__all__) == list(api.__all__)
    assert all(hasattr(api, name) for name in api.__all__)
