"""What am I owed, if…: the policies asked about a life that is supposed, by somebody known or unknown."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalculatorConfig(AppConfig):
    name = "portal.calculator"
    verbose_name = _("Calculator")
