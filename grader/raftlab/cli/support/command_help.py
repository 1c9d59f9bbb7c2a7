"""List the commands in a help text, one whole line each."""

from __future__ import annotations

import inspect
from typing import Any

from typer.core import TyperGroup


class WholeLineGroup(TyperGroup):
    """A group of commands whose help never cuts a description."""

    sections: dict[str, tuple[str, ...]] | None = None
    """Title -> the commands under it, in order; without it one section holds all commands."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a line for each command: the first line of its help."""
        width = max(map(len, self.commands), default=0)
        for title, names in (self.sections or {"Commands": tuple(self.commands)}).items():
            rows = [
                (f"{name:<{width}}", help_line(self.commands[name].help)) for name in names if name in self.commands
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def help_line(text: str | None) -> str:
    """Return the first line of a help text, without its full stop."""
    return inspect.cleandoc(text or "").partition("\n")[0].removesuffix(".")
