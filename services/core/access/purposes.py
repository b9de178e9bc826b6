"""Why facts are read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """Purpose limitation: art. 6 and 14 of the Personal Information Protection Law (个人信息保护法)."""

    MATCHING = "matching", _("to find benefits")
    CONFIRMATION = "confirmation", _("to confirm a benefit")
    EXPLANATION = "explanation", _("to explain a decision")
    PAYMENT = "payment", _("to pay a benefit")
    REPRESENTATION = "representation", _("to check who may act for whom")
    OWN_VIEW = "own_view", _("to show you your own data")
    WHAT_IF = "what_if", _("to answer your question to the calculator")
    CASEWORK = "casework", _("to work on a case")
    CORRECTION = "correction", _("to correct data")
    SUPERVISION = "supervision", _("to supervise the work of others")
    DEMO = "demo", _("to set up the demo city")
