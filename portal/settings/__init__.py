"""Settings, one file a topic. Everything that differs between servers comes from the environment."""

from portal.settings.accounts import *  # noqa: F403 - Django reads settings as one flat module
from portal.settings.api import *  # noqa: F403
from portal.settings.apps import *  # noqa: F403
from portal.settings.city import *  # noqa: F403
from portal.settings.database import *  # noqa: F403
from portal.settings.languages import *  # noqa: F403
from portal.settings.logs import *  # noqa: F403
from portal.settings.notices import *  # noqa: F403
from portal.settings.pages import *  # noqa: F403
from portal.settings.security import *  # noqa: F403
from portal.settings.staff import *  # noqa: F403
from portal.settings.work import *  # noqa: F403
