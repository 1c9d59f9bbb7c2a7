"""Refuse a place for a file whose folder does not exist, before the command does its work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from raftlab.errors import UsageError
from raftlab.submission_reader import printable_path

OUTPUT_OPTIONS = frozenset({"-o", "--output", "--out", "--json", "--html"})
"""The options that name a file or a folder to write. Some commands have a `--json` without a value: it is none."""
FOLDER_OPTION = "--out"
"""The option that names a folder for many files."""


def add_path_checks(command: Any) -> None:
    """Let each option of a command, and of the commands below it, refuse a place that cannot be written to."""
    for below in getattr(command, "commands", {}).values():
        add_path_checks(below)
    for parameter in command.params:
        if OUTPUT_OPTIONS & set(parameter.opts) and not parameter.is_flag and parameter.callback is None:
            parameter.callback = check_output_path


def check_output_path(context: Any, parameter: Any, value: Path | str | None) -> Path | str | None:
    """Return the file or folder that an option names. UsageError if the folder that is to hold a file does not exist.

    `--out` names a folder, and the command makes those above it as well. A mistyped place of a file makes no folder.
    A default may name more than one new folder.
    """
    if value is None or context.get_parameter_source(parameter.name).name != "COMMANDLINE":
        return value
    folder = Path(value).parent
    if FOLDER_OPTION in parameter.opts:
        folder = next(place for place in (folder, *folder.parents) if place.exists())
    if not folder.is_dir():
        place, missing = printable_path(Path(value)), printable_path(folder)
        why = f"{missing} is no folder;" if folder.exists() else f"there is no folder {missing}; create it, or"
        raise UsageError(f"{parameter.opts[0]} {place}: {why} name another place")
    return value
