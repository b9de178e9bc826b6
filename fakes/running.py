"""Running a fake as a program: the first line printed is its port; SIGTERM and SIGINT stop it."""

from __future__ import annotations

import argparse
import signal
import socketserver
import sys
import threading


def arguments(name: str, what: str, port: int) -> argparse.ArgumentParser:
    description = f"{what} for tests and demonstrations."
    parser = argparse.ArgumentParser(prog=f"python -m fakes.{name}", description=description)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=port, help="0 takes a free one")
    parser.add_argument("--outbox", default="", help="the file to which everything received is written, a line each")
    return parser


def serve(server: socketserver.BaseServer) -> int:
    """Serve until told to stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the serving loop, which is this thread: it needs one of its own.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(f"{server.server_address[1]}\n")  # type: ignore[index]  # an address of TCP: host and port
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    return 0
