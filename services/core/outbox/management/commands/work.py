"""`manage.py work [--once]`: deliver what the outbox holds. Several may run at once, on one machine or more."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.core.calendar.api import now
from services.core.outbox.delivery import deliver_due
from services.core.outbox.ticks import run_due_ticks
from services.core.outbox.worker import Worker


class Command(BaseCommand):
    help = "Deliver events to their handlers and run periodic ticks until stopped (Ctrl-C or SIGTERM)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="deliver what is due, run the ticks that are due, end")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["once"]:
            self._work_once()
        else:
            self._work_until_stopped()

    def _work_once(self) -> None:
        done = self._drain_all()
        run_due_ticks(at=now())
        done += self._drain_all()  # ticks emit too
        message = ngettext("%(count)d delivery made.", "%(count)d deliveries made.", done)
        self.stdout.write(message % {"count": done})

    def _drain_all(self) -> int:
        done = 0
        while (tries := deliver_due(at=now(), limit=1000)).tried:
            done += tries.done
        return done

    def _work_until_stopped(self) -> None:
        worker = Worker(clock=now)

        def stop(_number: int, _frame: FrameType | None) -> None:
            # A second signal ends at once, in the middle of a delivery: its transaction rolls back.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            worker.stop()

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        self.stdout.write(_("Working. Ctrl-C stops after the delivery in hand."))
        self.stdout.flush()
        worker.run()
        self.stdout.write(_("Stopped."))
