"""The moment at which tests take place: the shipped policies are in force."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

AT = datetime(2025, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
