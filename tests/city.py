"""The demo's city file: bodies and areas for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

CITY: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "portal" / "demo" / "city.yaml").read_text())
