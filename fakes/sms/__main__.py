"""`python -m fakes.sms`: the first line printed is the port."""

from __future__ import annotations

import os
import sys

from fakes.outbox import Outbox
from fakes.running import arguments, serve
from fakes.sms.server import Gateway


def main() -> int:
    parser = arguments("sms", "A gateway for text messages", 8011)
    parser.add_argument("--state", default=":memory:", help="the file in which the gateway remembers")
    options = parser.parse_args()
    key = os.environ.get("FAKE_SMS_KEY", "").encode()
    return serve(Gateway((options.host, options.port), state=options.state, key=key, outbox=Outbox(options.outbox)))


if __name__ == "__main__":
    sys.exit(main())
