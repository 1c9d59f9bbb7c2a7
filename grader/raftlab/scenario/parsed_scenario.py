"""A parsed scenario: its statements, one for each line, and its endings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from raftlab.errors import UsageError


@dataclass(frozen=True)
class Statement:
    """One line: its number (from 1), its text, its verb, and the fields of the verb's form."""

    line: int
    text: str
    verb: str
    fields: Mapping[str, str | None]
    expectation: str = ""

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name) or ""

    def servers(self, field_name: str) -> tuple[str, ...]:
        """Return the servers in the field `field_name`."""
        return tuple(self[field_name].split())


@dataclass(frozen=True)
class Fork:
    """One ending of a scenario."""

    name: str
    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Scenario:
    """A parsed scenario file: setup, steps, and its endings, if it has several."""

    file: str
    title: str
    paper: str
    setup: tuple[Statement, ...]
    steps: tuple[Statement, ...]
    forks: tuple[Fork, ...]

    def fork(self, name: str) -> Fork:
        """Return the ending with that name. UsageError for an unknown one."""
        for fork in self.forks:
            if fork.name == name:
                return fork
        known = ", ".join(fork.name for fork in self.forks) or "none"
        raise UsageError(f"{self.file}: no fork {name}; its forks: {known}")
