"""What can go wrong with policies, each with a code for machines and a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class PolicyError(Exception):
    """`code` never changes; `message` is in the reader's language at the time of reading."""

    code: ClassVar[str] = "policy_error"

    @property
    def message(self) -> str:
        return _("The policy can't be used.")

    def __str__(self) -> str:
        return self.message


class UnknownPolicy(PolicyError):
    code = "unknown_policy"

    def __init__(self, policy: str) -> None:
        super().__init__(policy)
        self.policy = policy

    @property
    def message(self) -> str:
        return _("There is no policy with the code “%(policy)s”.") % {"policy": self.policy}


class NoVersionInForce(PolicyError):
    code = "no_version_in_force"

    def __init__(self, policy: str, on: date) -> None:
        super().__init__(policy, on)
        self.policy = policy
        self.on = on

    @property
    def message(self) -> str:
        values = {"policy": self.policy, "date": self.on.isoformat()}
        return _("No version of the policy “%(policy)s” was in force on %(date)s.") % values


class ParameterNotInForce(PolicyError):
    """The law's own value for that day is not known here; the last one is never carried on instead."""

    code = "parameter_not_in_force"

    def __init__(self, parameter: str, on: date) -> None:
        super().__init__(parameter, on)
        self.parameter = parameter
        self.on = on

    @property
    def message(self) -> str:
        values = {"parameter": self.parameter, "date": self.on.isoformat()}
        return _("The parameter “%(parameter)s” has no value in force on %(date)s.") % values


class LibraryError(PolicyError):
    """A file of the library is wrong; says which file, where in it and what."""

    code = "library_error"

    def __init__(self, file: str, place: str, problem: str) -> None:
        super().__init__(file, place, problem)
        self.file = file
        self.place = place
        self.problem = problem

    @property
    def message(self) -> str:
        if not self.place:
            return _("%(file)s: %(problem)s") % {"file": self.file, "problem": self.problem}
        values = {"file": self.file, "place": self.place, "problem": self.problem}
        return _("%(file)s, at %(place)s: %(problem)s") % values


class CasesFail(PolicyError):
    """A library whose own examples come out differently is not published."""

    code = "cases_fail"

    def __init__(self, failures: Sequence[str]) -> None:
        super().__init__(failures)
        self.failures = tuple(failures)

    @property
    def message(self) -> str:
        values = {"count": len(self.failures), "failures": "\n".join(self.failures)}
        sentence = ngettext(
            "%(count)d case does not come out as written:\n%(failures)s",
            "%(count)d cases do not come out as written:\n%(failures)s",
            len(self.failures),
        )
        return sentence % values


class ChangedAfterPublication(PolicyError):
    """What was decided by a version must stay reproducible: a changed rule is a new version."""

    code = "changed_after_publication"

    def __init__(self, name: str, number: int) -> None:
        super().__init__(name, number)
        self.name = name
        self.number = number

    @property
    def message(self) -> str:
        values = {"name": self.name, "number": self.number}
        return _("Version %(number)d of “%(name)s” was changed after it was published. Give it a new number.") % values
