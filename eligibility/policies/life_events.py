"""The moments in which people look for what they are owed. A policy names those that lead to it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LifeEvent(models.TextChoices):
    """Of people first, then of enterprises, in the order in which pages show them."""

    CHILD = "child", _("A child is born")
    RETIREMENT = "retirement", _("Growing old")
    JOB_LOSS = "job_loss", _("Losing a job")
    DISABILITY = "disability", _("Living with a disability")
    HARDSHIP = "hardship", _("When money runs short")
    GRADUATION = "graduation", _("Finishing school")
    SKILLS = "skills", _("Learning a trade")
    BEREAVEMENT = "bereavement", _("Losing somebody")
    STARTING_COMPANY = "starting_company", _("Starting a company")
    HIRING = "hiring", _("Hiring people")
    KEEPING_JOBS = "keeping_jobs", _("Keeping jobs")
    GROWING = "growing", _("Growing a company")

    @property
    def of_enterprises(self) -> bool:
        return self in _OF_ENTERPRISES


_OF_ENTERPRISES = frozenset({LifeEvent.STARTING_COMPANY, LifeEvent.HIRING, LifeEvent.KEEPING_JOBS, LifeEvent.GROWING})
