"""The arguments that a printed command repeats from the command that ran, so that it means the same files."""

from __future__ import annotations

import shlex
from dataclasses import dataclass


@dataclass(frozen=True)
class CommandOptions:
    """The arguments of `raftlab grade` that its report repeats.

    file: the path that was given, "" for the workspace's. below: the value of --below, "" for the default.
    is_in_process: --in-process was given.
    """

    file: str = ""
    below: str = ""
    is_in_process: bool = False

    @property
    def below_text(self) -> str:
        """Return what follows another command, such as `raftlab start`: " --below mine" or ""."""
        return f" --below {self.below}" if self.below else ""

    @property
    def grade_text(self) -> str:
        """Return what follows `raftlab grade SCENE`."""
        file = f" {shlex.quote(self.file)}" if self.file else ""
        return f"{file}{' --in-process' if self.is_in_process else ''}{self.below_text}"

    @property
    def submission_text(self) -> str:
        """Return what follows a command that names the file by an option."""
        file = f" --submission {shlex.quote(self.file)}" if self.file else ""
        return f"{file}{self.below_text}"
