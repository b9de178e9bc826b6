"""Why an award could not be moved: each says what is wrong and what to do, in the reader's language."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _


class AwardError(Exception):
    """What its reader is told is `message`."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotYours(AwardError):
    def __init__(self) -> None:
        super().__init__(_("This offer is for somebody else, whom you may not act for."))


class OfferNotOpen(AwardError):
    """Wrong state: declined, withdrawn, confirmed by someone else."""


class OfferLapsed(OfferNotOpen):
    pass


class StaleOffer(AwardError):
    """What was shown is not what would be paid: amount or account changed after the page was made."""


class FactsChanged(AwardError):
    """Deciding again gave another result; the offer was withdrawn, and perhaps replaced."""

    def __init__(self, message: str, replacement: UUID | None) -> None:
        super().__init__(message)
        self.replacement = replacement


class AccountNeeded(AwardError):
    pass


class NotAPayee(AwardError):
    pass


class AlreadyAnswered(AwardError):
    """A contest or an appeal is not, or no longer, where this step begins; or it is the clerk's own."""


class NothingRefused(AwardError):
    """A decision in writing was asked for where nothing is refused."""


class TooLate(AwardError):
    pass


class CannotMend(AwardError):
    """The payment's account can't be replaced (any more)."""
