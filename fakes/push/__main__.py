"""`python -m fakes.push`: the first line printed is the port."""

from __future__ import annotations

import json
import sys

from fakes.outbox import Outbox
from fakes.push.browser import Browser
from fakes.push.server import PushService
from fakes.running import arguments, serve


def main() -> int:
    parser = arguments("push", "A push service", 8012)
    parser.add_argument("--describe", default="", metavar="NAME", help="print what a browser of this name tells pages")
    parser.add_argument("--browser", default="", metavar="NAME", help="a browser that is there from the start")
    parser.add_argument("--application-key", default="", help="of the application that it subscribed to")
    options = parser.parse_args()
    if options.describe:
        sys.stdout.write(json.dumps(Browser.named(options.describe, "").keys))
        return 0
    service = PushService((options.host, options.port), outbox=Outbox(options.outbox))
    if options.browser:
        service.browsers[options.browser] = Browser.named(options.browser, options.application_key)
    return serve(service)


if __name__ == "__main__":
    sys.exit(main())
