"""`python -m fakes.bank --port P --state FILE`: the first line printed is the port."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

from fakes.bank.server import Bank


def main() -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m fakes.bank", description="A bank for tests and demonstrations.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8010, help="0 takes a free one")
    parser.add_argument("--state", default=":memory:", help="the file in which the bank remembers")
    options = parser.parse_args()
    bank = Bank((options.host, options.port), state=options.state, key=os.environ.get("FAKE_BANK_KEY", "").encode())
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the serving loop, which is this thread: it needs one of its own.
        signal.signal(number, lambda *_: threading.Thread(target=bank.shutdown).start())
    sys.stdout.write(f"{bank.server_address[1]}\n")
    sys.stdout.flush()
    bank.serve_forever(poll_interval=0.1)
    bank.server_close()
    bank.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
