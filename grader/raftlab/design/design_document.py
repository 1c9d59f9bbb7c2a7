"""A design as a student writes it: a table of knobs for each workload, and the defence, in one text.

The text of a submission is design.toml; the defence, from defence.md, follows a line of its own. Both are data: the
TOML is read with bounds, and nothing in it is run.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from raftlab.design.design_values import KnobValueError, Value, read_value
from raftlab.design.knob_table import Knob
from raftlab.design.workload import Workload

DEFENCE_MARK = "# ---- defence.md ----"
"""The line between the design and its defence where both are one text."""
TEXT_LIMIT = 200
NESTING_LIMIT = 40
"""How many brackets may follow each other: the reader of TOML is recursive."""
KEY_PARTS_LIMIT = 40
"""How many dots a line may have outside a comment: the reader takes the square of a key's parts, and nests as deep."""


class DesignError(Exception):
    """The text is no design; the error says where, why, and how to repair it."""


@dataclass(frozen=True)
class Design:
    """The knobs of one workload: knob -> value; None for a knob that is not chosen yet."""

    workload: str
    values: Mapping[str, Value]

    def __getitem__(self, knob: str) -> Any:
        return self.values[knob]

    @property
    def unset_knobs(self) -> tuple[str, ...]:
        """Return the knobs that are not chosen yet."""
        return tuple(name for name, value in self.values.items() if value is None)

    def with_value(self, knob: str, value: Any) -> Design:
        """Return the design with one knob set otherwise."""
        return replace(self, values={**self.values, knob: value})


@dataclass(frozen=True)
class DesignDocument:
    """The designs by workload, and the text of the defence."""

    designs: Mapping[str, Design]
    defence: str = ""


def join_defence(design_text: str, defence: str) -> str:
    """Return a design and its defence as one text."""
    return f"{design_text.rstrip()}\n\n{DEFENCE_MARK}\n{defence}" if defence.strip() else design_text


def join_defence_bytes(design: bytes, defence: bytes) -> bytes:
    """Return the bytes of a design and its defence as those of one text."""
    mark = f"\n\n{DEFENCE_MARK}\n".encode()
    return design.rstrip() + mark + defence.removeprefix(b"\xef\xbb\xbf") if defence.strip() else design


def split_defence(text: str) -> tuple[str, str]:
    """Return the design and the defence of one text."""
    design, mark, defence = text.partition(f"{DEFENCE_MARK}\n")
    return design, defence if mark else ""


def read_document(file: str, text: str, knobs: Mapping[str, Knob], workloads: Mapping[str, Workload]) -> DesignDocument:
    """Return the designs and the defence in `text`. DesignError, with the place and the repair, for anything else."""
    design_text, defence = split_defence(text)
    tables = parse_toml_text(file, design_text)
    for name, table in tables.items():
        if name not in workloads:
            raise DesignError(
                f"{location_text(file, design_text, name)}: {value_text(name)} is no workload; "
                f"there are {', '.join(workloads)}"
            )
        if not isinstance(table, dict):
            raise DesignError(f"{location_text(file, design_text, name)}: {name} must be a table; write [{name}]")
    missing = [name for name in workloads if name not in tables]
    if missing:
        raise DesignError(f"{file}: the table [{missing[0]}] is missing; add it with its knobs")
    designs = {
        name: read_design(file, design_text, workload, tables[name], knobs) for name, workload in workloads.items()
    }
    return DesignDocument(designs, defence)


def parse_toml_text(file: str, text: str) -> dict[str, Any]:
    """Return the tables of a TOML text."""
    if re.search(rf"[\[{{][\s\[{{]{{{NESTING_LIMIT},}}", text) or text.count("[") + text.count("{") > 400:
        raise DesignError(f"{file}: too deeply nested to be read; a design has one table for each workload")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > KEY_PARTS_LIMIT and not line.lstrip().startswith("#"):
            raise DesignError(f"{file}, line {number}: over {KEY_PARTS_LIMIT} dots; a knob has a name without a dot")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise DesignError(f"{file}: too deeply nested to be read; a design has one table for each workload") from None
    except (tomllib.TOMLDecodeError, ValueError) as error:
        where = re.search(r"at line (\d+)", str(error))
        line = f", line {where[1]}" if where else ""
        reason = str(error).rpartition(" (at ")[0][:TEXT_LIMIT] or str(error)[:TEXT_LIMIT]
        if not isinstance(error, tomllib.TOMLDecodeError):  # Python's own words, of a number that it does not read
            reason = "a number that is too long, or a date that is none"
        raise DesignError(f"{file}{line}: no TOML ({reason}); mend that line") from None


def read_design(
    file: str, text: str, workload: Workload, table: Mapping[str, Any], knobs: Mapping[str, Knob]
) -> Design:
    """Return the design for one workload."""
    for name in table:
        if name not in knobs:
            raise DesignError(
                f"{location_text(file, text, workload.name, name)}: {value_text(name)} is no knob; remove it, "
                f"or write one of {', '.join(knobs)}"
            )
    values: dict[str, Value] = {}
    for name, knob in knobs.items():
        if name not in table:
            raise DesignError(
                f"{location_text(file, text, workload.name)}: [{workload.name}] has no {name}; add {name} = …"
            )
        try:
            values[name] = read_value(knob, table[name], workload.regions)
        except KnobValueError as error:
            where = location_text(file, text, workload.name, name)
            raise DesignError(f"{where}: {workload.name}.{name} = {value_text(table[name])} {error}") from None
    return Design(workload.name, values)


def location_text(file: str, text: str, table: str, key: str = "") -> str:
    """Return the file, and the line of a table or of a key in it where the text shows it."""
    in_table = False
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[([^\]]*)\]", line)  # one way to match alone: a student chooses the line
        if head:
            in_table = head[1].strip().strip("\"'").strip() == table
        if (in_table and not key and head) or line_sets_key(line, key if in_table and key else "" if key else table):
            return f"{file}, line {number}"
    return file


def line_sets_key(line: str, key: str) -> bool:
    """Return whether a line sets `key`."""
    return bool(key) and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line) is not None


def value_text(value: Any) -> str:
    """Return a value of the text as one short, printable word."""
    try:
        text = ascii(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, or tables in tables
        return f"a {type(value).__name__} that is too large to be shown"
    return text if len(text) <= 60 else f"{text[:60]}…"
