"""Libraries to change and break: copies of the shipped one, or tiny ones of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

from eligibility.policies.reading import SHIPPED

PARAMETER = """\
parameter: {name}
titles: {{zh-hans: 参数, en: A parameter}}
feel: {feel}
unit: CNY
values:
{values}
"""
VALUE = """\
  - value: "{value}"
    valid_from: {valid_from}
    valid_to: {valid_to}
    source: {{title: {{zh-hans: 测试, en: A test}}, mark: F, checked_on: 2025-11-24}}
"""


def copy_of_shipped(folder: Path, *codes: str) -> Path:
    """The shipped library, or some of its policies, under `folder`."""
    shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
    if codes:
        for policy in folder.glob("*/policy.yaml"):
            if policy.parent.name not in codes:
                shutil.rmtree(policy.parent)
    return folder


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Replace texts that are there; a change that changes nothing is a mistake of the test."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{old!r} is not in {path.name}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def write_parameter(folder: Path, name: str, *values: tuple[str, str, str], feel: str = "number") -> None:
    rows = "".join(VALUE.format(value=value, valid_from=start, valid_to=end) for value, start, end in values)
    text = PARAMETER.format(name=name, feel=feel, values=rows)
    (folder / "parameters").mkdir(parents=True, exist_ok=True)
    (folder / "parameters" / f"{name}.yaml").write_text(text, encoding="utf-8")
