"""Designs as differences from the reference, and the skeleton of a design: both are texts of TOML, line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from raftlab.design.design_document import DEFENCE_MARK, join_defence, split_defence
from raftlab.design.design_values import UNSET_MARK
from raftlab.errors import KitError

TABLE = re.compile(r"\[(\w+)\]\s*$")
SETTING = re.compile(r'(\w+) = (\[[^\]]*\]|"[^"]*"|true|false)')
Settings = Mapping[tuple[str, str], str]
"""(workload, knob) -> the value as it is written."""


def merge_design(reference: str, difference: str, place: str) -> str:
    """Return the reference with the values that `difference` sets, and its defence if it has one. KitError else."""
    changes_text, defence = split_defence(difference)
    changes = read_toml_settings(changes_text)
    design, own_defence = split_defence(reference)
    known = read_toml_settings(design)
    for name in changes:
        if name not in known:
            raise KitError(f"{place}: the reference has no {'.'.join(name)}; a difference sets knobs of its tables")
    merged = with_settings(design, changes)
    return join_defence(merged, defence if DEFENCE_MARK in difference else own_defence)


def design_skeleton(reference: str) -> str:
    """Return the skeleton: the reference's design, each value replaced by the mark of one that is not chosen yet."""
    design, _ = split_defence(reference)
    return with_settings(design, dict.fromkeys(read_toml_settings(design), f'"{UNSET_MARK}"')).rstrip() + "\n"


def read_toml_settings(text: str) -> dict[tuple[str, str], str]:
    """Return the values that a text sets."""
    found: dict[tuple[str, str], str] = {}
    table = ""
    for line in text.splitlines():
        if head := TABLE.match(line):
            table = head[1]
        elif setting := SETTING.match(line):
            found[table, setting[1]] = setting[2]
    return found


def with_settings(text: str, settings: Settings) -> str:
    """Return the text with other values; the comments after them stay in their column where there is room."""
    lines, table = [], ""
    for line in text.splitlines():
        if head := TABLE.match(line):
            table = head[1]
        setting = SETTING.match(line)
        if setting and (table, setting[1]) in settings:
            rest = line[setting.end() :]
            start = f"{setting[1]} = {settings[table, setting[1]]}"
            column = len(line) - len(rest.lstrip())
            line = (
                f"{start}  {rest.lstrip()}".rstrip() if len(start) + 2 > column else f"{start:<{column}}{rest.lstrip()}"
            )
            line = line.rstrip()
        lines.append(line)
    return "\n".join(lines) + "\n"
