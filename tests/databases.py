"""One PostgreSQL for a run; databases are cloned from a template that carries all migrations."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import dj_database_url
import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from portal.database import embedded
from portal.database.roles import APP, OWNER, prepare_cluster, prepare_server

ROOT = Path(__file__).resolve().parents[1]
# Where DATABASE_URL names a server, tests use it, in databases of their own.
GIVEN_URL = os.environ.get("DATABASE_URL", "")
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_KEPT_TEMPLATES = 3


@dataclass(frozen=True, slots=True)
class Server:
    admin_url: str
    cluster: embedded.Cluster | None = None  # our own; None where DATABASE_URL named a server

    @property
    def separate_logins(self) -> bool:
        return self.cluster is not None

    def url(self, role: str, database: str) -> str:
        """Where `role` reaches `database`: by a login of its own, or by the given login lowered to the role."""
        parts = urlsplit(self.admin_url)
        if self.cluster is not None:
            return self.cluster.url(role, database)
        options = f"options=-c%20role%3D{APP}" if role == APP else ""
        query = "&".join(part for part in (parts.query, options) if part)
        return urlunsplit(parts._replace(path=f"/{database}", query=query))


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """The server of tests, which forgets what a power cut interrupts; a durable one is for figures."""
    if GIVEN_URL:
        prepare_server(GIVEN_URL)
        yield Server(GIVEN_URL)
        return
    name, options = ("postgres-bench", ()) if durable else ("postgres-test", _FAST)
    cluster = embedded.Cluster(embedded.home() / name, options=options)
    with cluster.running():
        admin = cluster.url("postgres", "postgres")
        prepare_cluster(admin)
        yield Server(admin, cluster)


@contextmanager
def clone(server: Server, template: str = "") -> Iterator[str]:
    """A fresh database with all tables, or like `template`; it is gone afterwards, whoever is still connected."""
    template = template or _template(server)
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        with _only_one("clone"):  # a template may be copied only while nobody uses it
            admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        if server.separate_logins:
            admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
    try:
        yield name
    finally:
        with psycopg.connect(server.admin_url, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def connect(connection: BaseDatabaseWrapper, server: Server, database: str) -> None:
    """Point Django's connection at a database, as the app role."""
    connection.close()
    configured = dj_database_url.parse(server.url(APP, database))
    connection.settings_dict.update({key: configured[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
    connection.settings_dict["OPTIONS"] = dict(configured.get("OPTIONS", {}))


@contextmanager
def connected(connection: BaseDatabaseWrapper, server: Server, database: str) -> Iterator[None]:
    """`connect` for a while; then the connection is what it was."""
    before = dict(connection.settings_dict)
    connect(connection, server, database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def _template(server: Server) -> str:
    """The migrated template for today's migrations and descriptors; made once, used by every worker."""
    name = f"template_{_fingerprint()}"
    with _only_one("template"), psycopg.connect(server.admin_url, autocommit=True) as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        _drop_old_templates(admin)
        part = f"{name}_part"
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(part)))
        owner = OWNER if server.separate_logins else urlsplit(server.admin_url).username or ""
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(part), sql.Identifier(owner)))
        _migrate(server.url(OWNER, part))
        admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(part), sql.Identifier(name)))
    return name


def _migrate(url: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"],
        env={**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"migrate failed:\n{done.stdout}{done.stderr}"
        raise RuntimeError(message)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    made_by = [*ROOT.glob("*/*/migrations/*.py"), *ROOT.glob("services/core/*/migrations/*.py")]
    made_by += [
        ROOT / "portal/roles.py",
        *ROOT.glob("eligibility/facts/**/*"),
        *ROOT.glob("portal/database/*.py"),
        *ROOT.glob("*/**/apps.py"),
    ]
    for path in sorted(file for file in made_by if file.is_file() and file.suffix in {".py", ".yaml", ".sql"}):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _drop_old_templates(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    rows = admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^template_[0-9a-f]{16}$' ORDER BY oid DESC")
    for (name,) in rows.fetchall()[_KEPT_TEMPLATES:]:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(name))))


@contextmanager
def _only_one(what: str) -> Iterator[None]:
    folder = embedded.home()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"test-{what}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
