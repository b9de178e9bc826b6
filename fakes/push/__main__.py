"""`python -m fakes.push`: the first line printed is the port."""

from __future__ import annotations

import sys

from fakes.outbox import Outbox
from fakes.push.server import PushService
from fakes.running import arguments, serve


def main() -> int:
    options = arguments("push", "A push service", 8012).parse_args()
    return serve(PushService((options.host, options.port), outbox=Outbox(options.outbox)))


if __name__ == "__main__":
    sys.exit(main())
