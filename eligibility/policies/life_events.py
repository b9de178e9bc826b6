"""The moments in which people look for what they are owed. A policy names those that lead to it."""

from __future__ import annotations

from enum import StrEnum


class LifeEvent(StrEnum):
    """Of people first, then of enterprises."""

    CHILD = "child"
    JOB_LOSS = "job_loss"
    RETIREMENT = "retirement"
    DISABILITY = "disability"
    HARDSHIP = "hardship"
    GRADUATION = "graduation"
    SKILLS = "skills"
    BEREAVEMENT = "bereavement"
    STARTING_COMPANY = "starting_company"
    HIRING = "hiring"
    KEEPING_JOBS = "keeping_jobs"
    GROWING = "growing"
