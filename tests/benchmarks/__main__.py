"""`python -m tests.benchmarks NAME`: progress on stderr, one JSON object on stdout. Without a name: the list."""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import import_module

import django

_BENCHMARKS = {
    "confirm": "tests.benchmarks.confirm",
    "event-to-offer": "tests.benchmarks.event_to_offer",
    "explain-one": "tests.benchmarks.explain_one",
    "parse": "tests.benchmarks.parse",
    "pages": "tests.benchmarks.pages",
}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    modules = {name: import_module(path) for name, path in _BENCHMARKS.items()}
    summaries = {name: (module.__doc__ or "").splitlines()[0] for name, module in modules.items()}
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    names = parser.add_subparsers(dest="name", metavar="NAME")
    for name, module in modules.items():
        module.add_arguments(names.add_parser(name, help=summaries[name], description=module.__doc__))
    options = parser.parse_args()
    if options.name is None:
        for name, summary in summaries.items():
            sys.stdout.write(f"{name:<16} {summary}\n")
        return 0
    figures = modules[options.name].run(options)
    sys.stdout.write(json.dumps({"benchmark": options.name, **figures}, ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
