"""Context functions (DMN 1.5, 10.3.4.7)."""

from __future__ import annotations

from collections.abc import Mapping

from eligibility.engine.feel.builtins.registry import builtin
from eligibility.engine.feel.types import CONTEXT, LIST
from eligibility.engine.feel.values import Unknown, Value


@builtin("get value", "m: context, key: string", handles_unknown=True)
@builtin("get value", "m: context, keys: list", handles_unknown=True)
def get_value(context: Mapping[str, Value], keys: str | list[Value]) -> Value:
    if keys == []:
        return None
    found: Value = context
    for key in [keys] if isinstance(keys, str) else keys:
        if found.__class__ is Unknown or key.__class__ is Unknown:
            return found if found.__class__ is Unknown else key
        if not isinstance(found, Mapping) or not isinstance(key, str):
            return None
        found = found.get(key)
    return found


@builtin("get entries", "m: context", LIST, handles_unknown=True)
def get_entries(context: Mapping[str, Value]) -> Value:
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list", CONTEXT)
def context_of(entries: list[Value]) -> Value:
    result: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or "value" not in entry or not isinstance(entry.get("key"), str):
            return None
        if entry["key"] in result:
            return None
        result[entry["key"]] = entry["value"]
    return result


@builtin("context put", "context: context, key: string, value: any", CONTEXT)
def context_put(context: Mapping[str, Value], key: str, value: Value) -> Value:
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any", CONTEXT)
def context_put_deep(context: Mapping[str, Value], keys: list[Value], value: Value) -> Value:
    if not keys or any(not isinstance(key, str) for key in keys):
        return None
    inner = value
    if len(keys) > 1:
        below = context.get(keys[0])
        if not isinstance(below, Mapping):
            return None
        inner = context_put_deep(below, keys[1:], value)
        if inner is None:
            return None
    return {**context, keys[0]: inner}


@builtin("context merge", "contexts: list", CONTEXT)
def context_merge(contexts: list[Value]) -> Value:
    result: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            return None
        result.update(context)
    return result
