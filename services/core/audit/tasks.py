"""The periodic sealing."""

from datetime import datetime

from services.core.audit.chain import seal_pending
from services.core.outbox.api import every


@every(20, "audit.seal")
def seal(*, at: datetime) -> None:  # noqa: ARG001 - a tick's signature; seals carry the database's own time
    """A third of the 60 s that the chain may be behind, so that one late tick does not break the promise."""
    seal_pending()
