"""What the app role may do with each table: never TRUNCATE, and only INSERT and SELECT where history must stand."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql

from portal.database.roles import APP, READONLY

WORK = sql.SQL("SELECT, INSERT, UPDATE, DELETE")
APPEND = sql.SQL("SELECT, INSERT")


def grant(using: str) -> None:
    """Give the app role its rights on every table that Django made. Idempotent; runs after each migration."""
    call_command("createcachetable", database=using, verbosity=0)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for role in (APP, READONLY):
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role)))
        cursor.execute(
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(sql.Identifier(APP))
        )
        existing = set(connections[using].introspection.table_names(cursor))
        for table, append_only in _tables():
            if table in existing:
                names = {"table": sql.Identifier(table), "role": sql.Identifier(APP)}
                cursor.execute(sql.SQL("REVOKE ALL ON {table} FROM {role}").format(**names))
                rights = APPEND if append_only else WORK
                cursor.execute(sql.SQL("GRANT {rights} ON {table} TO {role}").format(rights=rights, **names))
        for function in _functions():
            statement = sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}")
            cursor.execute(statement.format(sql.SQL(function), sql.Identifier(APP)))


def _tables() -> Iterator[tuple[str, bool]]:
    """Every table and whether its app calls it append-only (`AppConfig.append_only`, names of models)."""
    yield "django_migrations", True
    yield "tongban_cache", False
    for config in apps.get_app_configs():
        append_only = frozenset(getattr(config, "append_only", ()))
        for model in config.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                yield model._meta.db_table, model.__name__ in append_only


def _functions() -> Iterator[str]:
    """Functions that do what the app role may not do by itself (`AppConfig.functions`, with their arguments)."""
    for config in apps.get_app_configs():
        yield from getattr(config, "functions", ())
