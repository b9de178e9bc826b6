"""`manage.py verify_audit [--anchor POSITION:HASH]`: exits non-zero and names the first bad row of the audit log."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from services.core.audit.chain import BadRow, Fault, Head, verify


class Command(BaseCommand):
    help = "Walk the hash chain of the audit log and name the first row that was changed, removed or slipped in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", metavar="POSITION:HASH", help="a head of the chain that was kept elsewhere")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = verify(_anchor(options["anchor"]))
        if found.bad:
            raise CommandError(_explained(found.bad))
        message = _("The audit log is whole: %(position)d entries sealed, %(waiting)d waiting. Head %(head)s")
        numbers = {"position": found.head.position, "waiting": found.waiting, "head": found.head}
        self.stdout.write(message % numbers)


def _anchor(text: str | None) -> Head | None:
    if text is None:
        return None
    try:
        return Head.parse(text)
    except ValueError as error:
        raise CommandError(_("An anchor is written POSITION:HASH, as this command prints it.")) from error


def _explained(bad: BadRow) -> str:
    sentences = {
        Fault.CHANGED: _("Entry %(entry)s (position %(position)s) is not what was sealed."),
        Fault.REMOVED: _("Entry %(entry)s (position %(position)s) was removed."),
        Fault.LINK_MISSING: _("The seal of position %(position)s is missing."),
        Fault.NEVER_SEALED: _("Entry %(entry)s was never sealed and does not wait for it."),
        Fault.ANCHOR_DIFFERS: _("The chain was rewritten: position %(position)s (entry %(entry)s) is not the anchor."),
    }
    return sentences[bad.fault] % {"entry": bad.entry_id, "position": bad.position}
