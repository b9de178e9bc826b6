"""The three roles: the owner migrates, the app works, read-only is for rules.

With DATABASE_OWNER_URL the app logs in as itself. With DATABASE_URL alone its login is the owner, and every working
connection is lowered to the app role by `SET ROLE`: the same rights in the tests, the demo and the real thing.
"""

from __future__ import annotations

import os

import psycopg
from psycopg import sql

OWNER = "tongban_owner"
APP = "tongban_app"
READONLY = "tongban_readonly"
DATABASE = "tongban"
_PREPARING = 0x746F6E67  # the advisory lock of those who create roles; the session's end frees it

OWNER_COMMANDS = frozenset({"migrate", "sqlmigrate", "makemigrations", "lintmigrations"})
NO_DATABASE_COMMANDS = frozenset(
    {"compilemessages", "makemessages", "collectstatic", "help", "version", "dmn_tck", "maintenance"}
)


def needs_database(command: str) -> bool:
    return command not in NO_DATABASE_COMMANDS and not command.startswith("-")


def choose_for(command: str) -> None:
    """Let commands that change tables log in as the owner."""
    if command in OWNER_COMMANDS:
        os.environ["TONGBAN_DATABASE_ROLE"] = "owner"


def prepare_cluster(admin_url: str, *, database: str = DATABASE) -> None:
    """Create the roles as logins, and the database, on a cluster that is ours alone (trust by socket). Idempotent."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_PREPARING])  # two commands may start at once
        for role in (OWNER, APP, READONLY):
            _create_role(connection, role, login=True)
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not found:
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)))


def prepare_server(owner_url: str) -> None:
    """On an operator's server: create the app and read-only roles beside the login that owns the database."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for role in (APP, READONLY):
            try:
                _create_role(connection, role, login=False)
            except psycopg.errors.InsufficientPrivilege as error:
                message = (
                    f"The login in DATABASE_URL may not create roles. Ask the server's administrator to run:\n"
                    f"  CREATE ROLE {APP}; CREATE ROLE {READONLY}; GRANT {APP} TO CURRENT_LOGIN;"
                )
                raise RuntimeError(message) from error
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(APP)))


def _create_role(connection: psycopg.Connection[tuple[object, ...]], role: str, *, login: bool) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        return
    statement = sql.SQL("CREATE ROLE {} LOGIN") if login else sql.SQL("CREATE ROLE {}")
    connection.execute(statement.format(sql.Identifier(role)))
