"""`manage.py check_library [FOLDER]`: every case of every policy must come out as written. Needs no database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from eligibility.policies.cases import CaseResult
from eligibility.policies.checking import check, require_success
from eligibility.policies.errors import LibraryError, PolicyError
from eligibility.policies.reading import SHIPPED, Library, read_library
from eligibility.policies.rulebook import Rulebook


class Command(BaseCommand):
    help = "Check the files of the policy library and run every case; exits non-zero if one differs."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED, help="the library, by default the shipped")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(_("There is no folder %(folder)s.") % {"folder": folder})
        began = perf_counter()
        try:
            library = read_library(folder)
            book = Rulebook.of(library)
            passed = require_success(self._run(library, book))
        except PolicyError as error:
            raise CommandError(error.message, returncode=2 if isinstance(error, LibraryError) else 1) from error
        values = {"policies": len(library.policies), "cases": passed, "seconds": f"{perf_counter() - began:.1f}"}
        self.stdout.write(_("%(policies)s policies, %(cases)s cases: all as written, in %(seconds)s s.") % values)

    def _run(self, library: Library, book: Rulebook) -> Iterator[CaseResult]:
        for code, some in groupby(check(library, book), key=lambda one: one.case.policy):
            results = list(some)
            passed = sum(one.passed for one in results)
            values = {"policy": code, "passed": passed, "cases": len(results)}
            self.stderr.write(_("%(policy)s: %(passed)s of %(cases)s") % values)
            yield from results
