"""The database as its owner sees it, for what the app role may not do."""

from __future__ import annotations

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from portal.database import roles

_SCHEMAS = ("facts", "public")


class InUse(Exception):
    """Somebody works in the database."""


class NotOurs(Exception):
    """The login may not do this."""


def analyse() -> None:
    """Let the planner know what a city's worth of rows looks like, without waiting for autovacuum."""
    with _connect() as owner:
        owner.execute("ANALYZE")


def holds_rows(table: str) -> bool:
    """Whether this table exists and has a row; asked before migrations have run."""
    with _connect() as owner:
        found = owner.execute("SELECT to_regclass(%s)", [f"public.{table}"]).fetchone()
        if found is None or found[0] is None:
            return False
        return owner.execute(sql.SQL("SELECT 1 FROM {}").format(sql.Identifier("public", table))).fetchone() is not None


def drop_everything() -> None:
    """Leave an empty database. Raises InUse while somebody works in it and NotOurs where the login may not."""
    connection.close()  # our own would wait for itself
    with _connect() as owner:
        owner.execute("SET LOCAL lock_timeout = '5s'")
        try:
            for schema in _SCHEMAS:
                owner.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
            owner.execute("CREATE SCHEMA public")
        except psycopg.errors.LockNotAvailable as error:
            raise InUse from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise NotOurs from error


def _connect() -> psycopg.Connection[tuple[object, ...]]:
    """To the database in which we work, as the login that owns it."""
    ours = connection.get_connection_params()
    if settings.DATABASE_OWNER_URL:
        return psycopg.connect(settings.DATABASE_OWNER_URL, dbname=ours["dbname"])
    return psycopg.connect(host=ours["host"], dbname=ours["dbname"], user=roles.OWNER)
