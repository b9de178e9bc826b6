"""`python -m fakes.identity --folder DIR --client ID --redirect URL`: the first line printed is the port.

The client's secret and the password of its one person come from FAKE_IDENTITY_SECRET and FAKE_IDENTITY_PASSWORD.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Addresses carry codes."""


def main() -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m fakes.identity", description="An OpenID Connect provider.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--folder", type=Path, required=True, help="where it keeps its key and people")
    parser.add_argument("--client", required=True)
    parser.add_argument("--redirect", required=True)
    parser.add_argument("--person", default="zhao")
    options = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "fakes.identity.settings", "FAKE_IDENTITY_FOLDER": str(options.folder)}
    os.environ.setdefault("FAKE_IDENTITY_KEY", secrets.token_hex(32))
    django.setup()
    call_command("migrate", verbosity=0)
    _open(options.client, options.redirect, options.person)
    server = make_server("127.0.0.1", options.port, get_wsgi_application(), handler_class=_Quiet)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    return 0


def _open(client_id: str, redirect: str, person: str) -> None:
    from allauth.idp.oidc.models import Client  # models are ready only after setup
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User

    client, _made = Client.objects.get_or_create(
        id=client_id,
        defaults={
            "name": "The portal",
            "secret": make_password(os.environ["FAKE_IDENTITY_SECRET"]),
            "scopes": "openid\nprofile\nemail",
            "skip_consent": True,
        },
    )
    client.set_redirect_uris([redirect])
    client.save()
    if not User.objects.filter(username=person).exists():
        User.objects.create_user(person, f"{person}@city.example", os.environ["FAKE_IDENTITY_PASSWORD"])


if __name__ == "__main__":
    sys.exit(main())
