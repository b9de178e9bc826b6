"""`python -m fakes.mail`: the first line printed is the port of SMTP, the second that of its levers."""

from __future__ import annotations

import sys
import threading

from fakes.mail.server import LeverBox, MailServer
from fakes.outbox import Outbox
from fakes.running import arguments, serve


def main() -> int:
    parser = arguments("mail", "A mail server", 8013)
    parser.add_argument("--control", type=int, default=0, help="where its levers are pulled over HTTP")
    options = parser.parse_args()
    server = MailServer((options.host, options.port), outbox=Outbox(options.outbox))
    levers = LeverBox((options.host, options.control), server)
    threading.Thread(target=levers.serve_forever, daemon=True).start()
    sys.stderr.write(f"levers: {levers.server_address[1]}\n")
    return serve(server)


if __name__ == "__main__":
    sys.exit(main())
