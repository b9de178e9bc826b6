"""Issue a key for another body's system: `manage.py service_key hrss employment employer_wage`.

The key is printed once and kept nowhere; only its hash is. `--revoke PREFIX` ends one.
"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.bodies.api import body_exists
from services.core.audit.api import Actor
from services.core.calendar.api import now
from services.identity.keys import issue_key, revoke_key
from services.identity.models import ServiceKey


class Command(BaseCommand):
    help = "Issue or revoke a body's key to the machine interface."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("body", help="code of the body")
        parser.add_argument("datasets", nargs="*", help="datasets that the key may deliver")
        parser.add_argument("--revoke", metavar="PREFIX", help="end the body's key with this prefix")

    def handle(self, *_args: Any, body: str, datasets: list[str], revoke: str | None, **_options: Any) -> None:
        actor, at = Actor.system("service_key"), now()
        if revoke is not None:
            self._revoke(body, revoke, actor, at)
            return
        if not body_exists(body, at.date()):
            message = f"There is no body {body} today."
            raise CommandError(message)
        if not datasets:
            message = "Name at least one dataset."
            raise CommandError(message)
        self.stdout.write(issue_key(body=body, datasets=datasets, actor=actor, at=at))

    @staticmethod
    def _revoke(body: str, prefix: str, actor: Actor, at: datetime) -> None:
        key = ServiceKey.objects.filter(body=body, prefix=prefix).first()
        if key is None:
            message = f"{body} has no key {prefix}."
            raise CommandError(message)
        revoke_key(key=key.id, actor=actor, at=at)
