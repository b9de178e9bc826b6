"""Programs that live and die together. Each scene plays in a process of its own, which gets the signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

# A child writes its number to a file, then does its part.
SCENE = """
import sys, time
from pathlib import Path
from portal.serving.supervisor import Program, ProgramFailed, Supervisor

folder = Path(sys.argv[1])

def child(name, part, **more):
    text = f"import os, signal, sys, time; open({str(folder / name)!r}, 'w').write(str(os.getpid())); " + part
    return Program(name=name, command=[sys.executable, "-S", "-E", "-c", text], log=folder / f"{name}.log", **more)

WAIT = "time.sleep(60)"
"""
ENDING = """
try:
    Supervisor(programs, grace_seconds=GRACE, patience_seconds=PATIENCE, say=print).run(
        on_ready=lambda: (folder / "ready").write_text("")
    )
except ProgramFailed as failure:
    sys.exit(f"FAILED {failure}")
print("stopped")
"""


class Scene:
    def __init__(self, folder: Path, programs: str, *, grace: float = 5.0, patience: float = 20.0) -> None:
        source = f"{SCENE}\nGRACE, PATIENCE = {grace}, {patience}\nprograms = {programs}\n{ENDING}"
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", source, str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, *names: str) -> None:
        deadline = time.monotonic() + 20
        while not all((self.folder / name).exists() and (self.folder / name).read_text() for name in names):
            assert time.monotonic() < deadline, f"waited in vain for {names}"
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.02)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 20
        while not (self.folder / "ready").exists():
            assert time.monotonic() < deadline
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.02)

    def end(self) -> tuple[int, str]:
        said, complained = self.process.communicate(timeout=20)
        return self.process.returncode, said + complained

    def is_alive(self, name: str) -> bool:
        try:
            os.kill(int((self.folder / name).read_text()), 0)
        except ProcessLookupError:
            return False
        return True


@pytest.fixture
def scenes() -> Iterator[list[Scene]]:
    played: list[Scene] = []
    yield played
    for scene in played:
        if scene.process.poll() is None:
            scene.process.kill()
            scene.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child(tmp_path: Path, scenes: list[Scene], number: signal.Signals) -> None:
    scene = Scene(tmp_path, "[child('one', WAIT), child('two', WAIT)]")
    scenes.append(scene)
    scene.wait_until_ready()
    scene.wait_for("one", "two")

    scene.process.send_signal(number)

    code, said = scene.end()
    assert (code, "stopped" in said) == (0, True), said
    assert not scene.is_alive("one")
    assert not scene.is_alive("two")


def test_a_dying_child_stops_the_others_and_its_last_words_are_shown(tmp_path: Path, scenes: list[Scene]) -> None:
    dying = "[child('steady', WAIT), child('dying', \"print('out of memory'); sys.exit(3)\")]"
    scene = Scene(tmp_path, dying)
    scenes.append(scene)

    code, said = scene.end()

    assert code == 1
    assert "The dying ended by itself (exit code 3); everything was stopped." in said
    assert "out of memory" in said
    if (tmp_path / "steady").exists():
        assert not scene.is_alive("steady")


def test_a_child_that_is_killed_is_named_with_its_signal(tmp_path: Path, scenes: list[Scene]) -> None:
    scene = Scene(tmp_path, "[child('victim', WAIT), child('other', WAIT)]")
    scenes.append(scene)
    scene.wait_for("victim", "other")

    os.kill(int((tmp_path / "victim").read_text()), signal.SIGKILL)

    code, said = scene.end()
    assert code == 1
    assert "signal SIGKILL" in said
    assert not scene.is_alive("other")


STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN); open({deaf!r}, 'w').write('deaf'); time.sleep(60)"


def test_who_ignores_the_request_is_killed_after_the_time_of_grace(tmp_path: Path, scenes: list[Scene]) -> None:
    scene = Scene(tmp_path, f"[child('stubborn', {STUBBORN.format(deaf=str(tmp_path / 'deaf'))!r})]", grace=0.3)
    scenes.append(scene)
    scene.wait_for("deaf")

    scene.process.terminate()

    code, said = scene.end()
    assert code == 0
    assert "The stubborn did not stop in time and was killed." in said
    assert not scene.is_alive("stubborn")


def test_a_second_signal_shortens_the_wait(tmp_path: Path, scenes: list[Scene]) -> None:
    scene = Scene(tmp_path, f"[child('stubborn', {STUBBORN.format(deaf=str(tmp_path / 'deaf'))!r})]", grace=60)
    scenes.append(scene)
    scene.wait_for("deaf")

    scene.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    scene.process.send_signal(signal.SIGINT)

    assert scene.end()[0] == 0
    assert not scene.is_alive("stubborn")


def test_what_a_child_left_behind_is_killed_with_it(tmp_path: Path, scenes: list[Scene]) -> None:
    """A web server's own processes must not outlive it."""
    grandchild = (
        "import subprocess; "
        "p = subprocess.Popen([sys.executable, '-S', '-E', '-c', 'import time; time.sleep(60)']); "
        f"open('{tmp_path / 'grandchild'}', 'w').write(str(p.pid)); time.sleep(60)"
    )
    scene = Scene(tmp_path, f"[child('parent', {grandchild!r})]")
    scenes.append(scene)
    scene.wait_for("grandchild")

    scene.process.terminate()

    assert scene.end()[0] == 0
    deadline = time.monotonic() + 5
    while _runs(int((tmp_path / "grandchild").read_text())) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(int((tmp_path / "grandchild").read_text()))


def test_ready_means_that_every_program_answers(tmp_path: Path, scenes: list[Scene]) -> None:
    programs = "[child('slow', WAIT, answers=lambda: (folder / 'open').exists())]"
    scene = Scene(tmp_path, programs)
    scenes.append(scene)
    scene.wait_for("slow")
    assert not (tmp_path / "ready").exists()

    (tmp_path / "open").write_text("")

    scene.wait_until_ready()
    scene.process.terminate()
    assert scene.end()[0] == 0


def test_a_program_that_never_answers_is_an_error(tmp_path: Path, scenes: list[Scene]) -> None:
    scene = Scene(tmp_path, "[child('mute', WAIT, answers=lambda: False)]", patience=0.3)
    scenes.append(scene)

    code, said = scene.end()

    assert code == 1
    assert "The mute did not answer" in said


def test_a_signal_while_waiting_for_answers_stops_too(tmp_path: Path, scenes: list[Scene]) -> None:
    scene = Scene(tmp_path, "[child('mute', WAIT, answers=lambda: False)]", patience=60)
    scenes.append(scene)
    scene.wait_for("mute")

    scene.process.send_signal(signal.SIGINT)

    assert scene.end()[0] == 0
    assert not (tmp_path / "ready").exists()
    assert not scene.is_alive("mute")


def _runs(pid: int) -> bool:
    """Whether it runs; a zombie that nobody collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
