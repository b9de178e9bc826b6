from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.serving import programs
from portal.serving.supervisor import ProgramFailed, Supervisor, interruptible


class Command(BaseCommand):
    help = "Serve the portal for real: migrate, collect static files, then the web server and one worker together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--processes", type=int, default=programs.default_processes(), help="web server processes")
        parser.add_argument("--threads", type=int, default=programs.THREADS, help="threads of each process")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            with interruptible():
                self._serve(**options)
        except KeyboardInterrupt:
            self.stderr.write("Stopped before it was ready.")
            raise SystemExit(130) from None
        except (programs.NotPrepared, ProgramFailed) as failure:
            raise CommandError(str(failure)) from failure

    def _serve(self, *, host: str, port: int, processes: int, threads: int, **_others: Any) -> None:
        if not programs.is_free(host, port):
            message = f"Something else listens on {host}:{port}. Name another port with --port."
            raise CommandError(message)
        call_command("prepare_database", verbosity=0)
        programs.migrate()
        call_command("collectstatic", interactive=False, verbosity=0)
        together = Supervisor(
            [programs.worker(), programs.web(host=host, port=port, processes=processes, threads=threads)],
            say=self.stderr.write,
        )
        together.run(on_ready=lambda: self.stderr.write(f"Serving on http://{host}:{port}. Ctrl-C stops."))
        self.stderr.write("Stopped.")
