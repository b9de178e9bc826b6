"""The contract between floors and rooms names everything that there is: a new room can't be forgotten."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERED = {
    container: {name.strip(" ()") for layer in contract["layers"] for name in layer.split("|")}
    for contract in CONTRACTS
    for container in contract.get("containers", [])
}


def packages(folder: Path) -> set[str]:
    """Modules and packages directly below, as an importer sees them."""
    found = {path.name for path in folder.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    return found | {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}


@pytest.mark.parametrize("container", ["services", "services.core", "eligibility", "portal"])
def test_every_room_has_its_place(container: str) -> None:
    assert packages(ROOT / container.replace(".", "/")) <= LAYERED[container]


@pytest.mark.parametrize("container", sorted(LAYERED))
def test_contracts_refuse_what_they_do_not_name(container: str) -> None:
    [contract] = [one for one in CONTRACTS if container in one.get("containers", [])]
    assert contract["exhaustive"] is True


def test_every_installed_app_of_ours_is_a_room() -> None:
    for app in settings.INSTALLED_APPS:
        container, _, room = app.rpartition(".")
        if container in LAYERED:
            assert room in LAYERED[container], app


def test_every_room_with_models_is_installed() -> None:
    for container in LAYERED:
        for path in (ROOT / container.replace(".", "/")).glob("*/migrations/__init__.py"):
            assert f"{container}.{path.parent.parent.name}" in settings.INSTALLED_APPS


def test_rooms_reach_each_other_by_their_api_alone() -> None:
    """Across apps only `api` is imported; `states`, `models` and the rest are a room's own business."""
    wrong = []
    for path in [*ROOT.glob("services/**/*.py"), *ROOT.glob("eligibility/**/*.py"), *ROOT.glob("portal/**/*.py")]:
        if "migrations" in path.parts:
            continue
        mine = _room(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for line in path.read_text().splitlines():
            if line.lstrip().startswith("from ") and " import " in line:
                module = line.split()[1]
                theirs = _room(module)
                own = theirs is None or theirs == mine
                if not own and module != f"{theirs}.api" and not _imports_api(module, theirs, line):
                    wrong.append(f"{path.relative_to(ROOT)}: {line.strip()}")
    assert not wrong, "\n".join(wrong)


def _room(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] not in {"services", "eligibility"}:
        return None
    depth = 3 if parts[:2] == ["services", "core"] else 2
    return ".".join(parts[:depth]) if len(parts) >= depth else None


def _imports_api(module: str, room: str | None, line: str) -> bool:
    return module == room and line.split(" import ")[1].split(" as ")[0].strip() == "api"
