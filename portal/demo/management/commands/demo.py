from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import IO, Any, Final, cast

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from portal.demo import preparation, stamp, tour
from portal.demo.generator.city import SMALLEST
from portal.demo.generator.files import Delivered
from portal.demo.outside import HOST, Outside, stand_ins
from portal.demo.progress import Steps
from portal.demo.reachable import BROWSER, connect_browser
from portal.serving import programs
from portal.serving.supervisor import Program, ProgramFailed, Supervisor, interruptible
from services.core.calendar.api import now

FILES: Final = programs.ROOT / "var" / "demo"
LOGS: Final = programs.ROOT / "var" / "log"
_PLAIN_WIDTH: Final = 140  # of tables in a file or a pipe


class Command(BaseCommand):
    help = "Prepare a fictional city, match its people with the policies, and serve the portal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--population", type=int, metavar="N", help=f"how many people ({preparation.DEFAULT_POPULATION})"
        )
        parser.add_argument("--seed", type=int, metavar="S", help="another seed is another city")
        parser.add_argument("--no-server", action="store_true", help="only prepare")
        parser.add_argument("--port", type=int, default=8000, help="where the portal listens (8000)")
        parser.add_argument("--reset", action="store_true", help="throw the demo's database away first")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            with interruptible():
                self._run(**options)
        except KeyboardInterrupt:
            self.stderr.write("Stopped. The next run goes on from here.")
            raise SystemExit(130) from None
        except (stamp.DemoRefused, programs.NotPrepared, ProgramFailed) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _run(
        self, *, population: int | None, seed: int | None, port: int, no_server: bool, reset: bool, **_others: Any
    ) -> None:
        _check(population, None if no_server else port)
        steps = Steps(Console(stderr=True))
        with steps.step("The database is ready"):
            call_command("prepare_database", verbosity=0)
            if reset:
                stamp.wipe()
            programs.migrate()
        # Bodies deliver at night. Besides, the demo's clock shows the same day tomorrow: nothing may lie ahead of it.
        night = now().replace(hour=0, minute=0, second=0, microsecond=0)
        delivered = preparation.prepare(seed=seed, population=population, root=FILES, steps=steps, at=night)
        if no_server:
            tour.show(delivered, address=None, console=self._console())
        else:
            self._serve(delivered, port)

    def _serve(self, delivered: Delivered, port: int) -> None:
        address = f"http://{HOST}:{port}"
        outside = _outside(address)
        connect_browser(delivered.sign_ins, push=outside.push, at=now())
        together = Supervisor([*outside.programs, *_ours(port, outside.env)], say=self.stderr.write)
        together.run(on_ready=lambda: self._welcome(delivered, address))
        self.stderr.write("Stopped.")

    def _welcome(self, delivered: Delivered, address: str) -> None:
        tour.show(delivered, address=address, console=self._console())
        self.stdout.write(f"\nThe portal is on {address}. Ctrl-C stops everything.")
        self.stdout.flush()

    def _console(self) -> Console:
        stream = cast("IO[str]", self.stdout)  # it writes, flushes and knows whether it is a terminal
        console = Console(file=stream)
        return console if console.is_terminal else Console(file=stream, width=_PLAIN_WIDTH)


def _check(population: int | None, port: int | None) -> None:
    if not settings.DEMO:
        message = "TONGBAN_MODE is production: the demo would fill your database with made-up people."
        raise CommandError(message)
    if population is not None and population < SMALLEST:
        message = f"--population must be at least {SMALLEST}."
        raise CommandError(message)
    if port is not None and not programs.is_free(HOST, port):
        message = f"Something else listens on {HOST}:{port}: another demo? Name another port with --port."
        raise CommandError(message)


def _outside(address: str) -> Outside:
    city = stamp.known()
    name = str(city.id) if city else "new"
    return stand_ins(portal=address, memory=FILES, logs=LOGS, city=name, browser=BROWSER)


def _ours(port: int, env: Mapping[str, str]) -> list[Program]:
    """After the stand-ins, since the worker asks them at once."""
    return [
        programs.worker(env=env, log=LOGS / "worker.log"),
        programs.web(host=HOST, port=port, processes=programs.default_processes(), env=env, log=LOGS / "web.log"),
    ]
