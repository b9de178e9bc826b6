"""A worker to be killed: its one handler pays, slowly. Run as a program by `test_worker`."""

import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

TOPIC = "samples.sample.approved"
HANDLER = "pay"


def pay(payload: Mapping[str, Any], /, *, at: datetime) -> None:
    # Imported late: a program must set Django up first.
    from services.core.audit.api import Actor, record

    record(
        actor=Actor.system("killable"), action="samples.sample.paid", object_type="x", object_id=payload["id"], at=at
    )
    time.sleep(0.02)


def main() -> None:
    import django

    django.setup()
    from services.core.outbox.api import handler

    handler(TOPIC, HANDLER)(pay)
    from django.core.management import call_command

    call_command("work", *sys.argv[1:])


if __name__ == "__main__":
    main()
