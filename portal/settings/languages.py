"""Chinese first, English complete; source strings are English."""

from __future__ import annotations

from contextlib import suppress

import yaml
from django.utils.translation import gettext_lazy as _

from portal.settings.city import TONGBAN_CITY
from portal.settings.environment import ROOT

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
if TONGBAN_CITY is not None and TONGBAN_CITY.is_file():
    # A city may serve fewer. Whatever is wrong with its file the system check says, not an import.
    with suppress(yaml.YAMLError, AttributeError, UnicodeDecodeError):
        _portal = yaml.safe_load(TONGBAN_CITY.read_text(encoding="utf-8-sig")).get("portal", {})
        LANGUAGES = [one for one in LANGUAGES if one[0] in _portal.get("languages", [one[0]])] or LANGUAGES
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
