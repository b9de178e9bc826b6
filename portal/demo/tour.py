"""What the demo says once it is ready: who may sign in, and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from portal.demo.generator.cast import SignIn
from portal.demo.generator.files import Delivered
from portal.demo.sign_ins import password


def show(delivered: Delivered, *, address: str | None, console: Console) -> None:
    """The sign-ins, then the tour; without an address there is no server to look at."""
    console.print(_table(delivered.sign_ins))
    console.print(f"\nThe password of all of them: [bold]{password()}[/]\n", highlight=False)
    if address is None:
        console.print("Start the portal with: script/demo", highlight=False)
        return
    for number, line in enumerate(_steps(delivered.unreported, address), start=1):
        console.print(f"  {number}. {line}", highlight=False, soft_wrap=True)


def _table(sign_ins: Sequence[SignIn]) -> Table:
    table = Table(title="Who may sign in", title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("username", "name", "story"):
        table.add_column(heading, no_wrap=heading != "story")
    for one in sign_ins:
        table.add_row(one.username, one.name, one.story)
    return table


def _steps(unreported: Path, address: str) -> tuple[str, ...]:
    feed = unreported.relative_to(Path.cwd()) if unreported.is_relative_to(Path.cwd()) else unreported
    return (
        f"Open {address} and sign in as wangfang: read why she is owed 63,200.00, and confirm.",
        "Act for her daughter: the childcare subsidy waits for either parent.",
        "Sign in as hejun, then as gaoli, in another browser: under Batches, two clerks release her payment.",
        "As wangfang again: the bank's answer is there, and so is the receipt and who read her facts.",
        f"Report mali's delivery: ./manage.py feed {feed} (her offer is there seconds later).",
        "As zhaoqiang, act for the noodle shop: Our policies has its refund.",
        (
            "Leave wangfang's offer unopened: her browser is told at once, telephone and mailbox two minutes later, a "
            "letter waits to be printed after ten. See her Notices, and what left the house: ./manage.py demo_messages."
        ),
        "As chenyue, confirm; once two clerks have released it, the bank refuses her account and she mends it.",
    )
