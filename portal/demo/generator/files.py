"""The registers as files, the way bodies deliver them, under var/demo/<seed>-<population>/."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from portal.demo.generator.cast import SignIn
from portal.demo.generator.city import CITY_FILE, DATASETS, build
from portal.demo.generator.model import Row, Value
from portal.demo.generator.names import NAMES_FILE

MANIFEST: Final = "manifest.json"
# Both forms that `manage.py feed` reads are at work.
_JSON_LINES: Final = frozenset({"enterprise", "unemployment_insurance"})


@dataclass(frozen=True, slots=True)
class Delivered:
    """A city on disk. Paths are in the order of loading."""

    folder: Path
    seed: int
    population: int
    feeds: tuple[tuple[str, Path], ...]
    unreported: Path
    rows: Mapping[str, int]
    sign_ins: tuple[SignIn, ...]


def deliver(*, seed: int, population: int, root: Path) -> Delivered:
    """Make up the city, unless today's generator did so before."""
    folder = root / f"{seed}-{population}"
    known = _read(folder)
    if known is not None:
        return known
    city = build(seed=seed, population=population)
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    manifest = {
        "generator": fingerprint(),
        "seed": seed,
        "population": population,
        "feeds": [*_write_all(part, "", city.registers), *_write_all(part, "-with-mistakes", city.faulty)],
        "unreported": _write(part / "birth-of-the-tour.csv", [city.unreported]).name,
        "rows": {name: len(city.registers[name]) for name in DATASETS},
        "sign_ins": [asdict(one) for one in city.sign_ins],
    }
    (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return _delivered(folder, manifest)


def fingerprint() -> str:
    """Which generator made the files: its own source and the city file."""
    digest = hashlib.sha256(CITY_FILE.read_bytes())
    for source in sorted([*Path(__file__).parent.glob("*.py"), NAMES_FILE]):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _read(folder: Path) -> Delivered | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return _delivered(folder, manifest) if manifest["generator"] == fingerprint() else None


def _delivered(folder: Path, manifest: Mapping[str, Any]) -> Delivered:
    return Delivered(
        folder=folder,
        seed=manifest["seed"],
        population=manifest["population"],
        feeds=tuple((dataset, folder / name) for dataset, name in manifest["feeds"]),
        unreported=folder / manifest["unreported"],
        rows=manifest["rows"],
        sign_ins=tuple(SignIn(**{**one, "roles": tuple(one["roles"])}) for one in manifest["sign_ins"]),
    )


def _write_all(folder: Path, suffix: str, tables: Mapping[str, Sequence[Row]]) -> list[tuple[str, str]]:
    written = []
    for dataset in (name for name in DATASETS if tables.get(name)):
        form = "jsonl" if dataset in _JSON_LINES else "csv"
        path = _write(folder / f"{dataset}{suffix}.{form}", tables[dataset])
        written.append((dataset, path.name))
    return written


def _write(path: Path, rows: Sequence[Row]) -> Path:
    if path.suffix == ".jsonl":
        path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows[0])
        writer.writerows(_texts(row.values()) for row in rows)
    return path


def _texts(values: Iterable[Value]) -> list[str]:
    return [str(value).lower() if isinstance(value, bool) else "" if value is None else str(value) for value in values]
