"""The portal's settings with a catalogue of longer words for English: see tests/pseudo.py."""

from __future__ import annotations

import os
from pathlib import Path

from portal.settings import *  # noqa: F403 - Django reads settings as one flat module

LOCALE_PATHS = [Path(os.environ["TONGBAN_PSEUDO_LOCALE"])]
