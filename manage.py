#!/usr/bin/env python3
"""Django's command line, on the project's own virtual environment and, without DATABASE_URL, on its own PostgreSQL."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"


def use_project_environment() -> None:
    """Start again with the project's Python, so that a newcomer need not activate anything."""
    python = VENV / "bin" / "python"
    if python.exists() and Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(python, [str(python), *sys.argv])  # noqa: S606 - our own Python, no shell


def main() -> None:
    use_project_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from portal.database import embedded, roles  # needs the project's environment, see above

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    with embedded.running(needed=roles.needs_database(command)):
        roles.choose_for(command)
        from django.core.management import execute_from_command_line  # settings are read once the roles are chosen

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
