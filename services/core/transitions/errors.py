"""Why a move did not happen. The messages are for the person who asked for it."""

from typing import ClassVar

from django.utils.translation import gettext as _


class TransitionError(Exception):
    code: ClassVar[str]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class WrongState(TransitionError):
    """The object is not, or no longer, where this step begins: pressed twice, or somebody else was faster."""

    code = "wrong_state"

    def __init__(self, state: str, label: str) -> None:
        super().__init__(_("This step is not possible now: the state is “%(state)s”.") % {"state": label})
        self.state = state


class NotAllowed(TransitionError):
    """This kind of actor never takes this step."""

    code = "not_allowed"

    def __init__(self) -> None:
        super().__init__(_("You are not allowed to take this step."))


class Refused(TransitionError):
    """The guard's sentence."""

    code = "refused"
