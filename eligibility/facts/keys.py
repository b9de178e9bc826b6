"""Business keys as one text: what names a row in offers, events and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from psycopg import sql

from eligibility.facts.ddl import column_type
from eligibility.facts.descriptors import Descriptor

# Keys of several fields hold no free text (a descriptor that says otherwise is refused), so it can't occur in a part.
_SEPARATOR: Final = "|"


def key_text(descriptor: Descriptor, row: Mapping[str, Any]) -> str:
    return _SEPARATOR.join(str(row[name]) for name in descriptor.key)


def key_filter(described: Descriptor, keys: Sequence[str], params: dict[str, Any], alias: str = "") -> sql.Composed:
    """Keys as text, taken apart into their columns, so that the index serves. Adds its values to `params`."""
    names = described.key
    split = [key.split(_SEPARATOR) if len(names) > 1 else [key] for key in keys]
    arrays = []
    for place, name in enumerate(names):
        params[f"key_{place}"] = [parts[place] for parts in split]
        kind = column_type(described.fields[name])
        arrays.append(sql.SQL("{}::text[]::{}[]").format(sql.Placeholder(f"key_{place}"), sql.SQL(kind)))
    columns = sql.SQL(", ").join(sql.SQL(alias) + sql.Identifier(name) for name in names)
    return sql.SQL("({}) IN (SELECT * FROM unnest({}))").format(columns, sql.SQL(", ").join(arrays))
