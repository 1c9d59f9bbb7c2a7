"""The mistakes that the page "Beside other kits" names, each with the wrong solutions of this kit that make it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import msgspec

from raftlab.authoring.kill_table import KillRow
from raftlab.errors import UsageError

PEER_KIT_MISTAKES = Path("docs") / "design" / "peer_bugs.toml"
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "missed": "passed by the suite that most courses use, in both runs",
        "published": "in published solutions that this suite passed",
        "course": "described by those who teach with such suites",
    }
)
"""Where a mistake is known from, and how the summary says it."""


class PeerKitMistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mistake: what it is, the paper's section, where it is known from (SOURCES), and its mutants, `SCENE/NAME`."""

    what: str
    paper: str
    source: str
    mutants: tuple[str, ...]


def read_mistakes(root: Path) -> list[PeerKitMistake]:
    """Return the mistakes of the kit at `root`. UsageError if the file is missing or wrong."""
    file = root / PEER_KIT_MISTAKES
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))["mistake"]
        mistakes = msgspec.convert(found, list[PeerKitMistake])
    except (OSError, KeyError, ValueError, msgspec.ValidationError) as error:
        raise UsageError(f"{file} is no list of mistakes: {error}") from None
    for mistake in mistakes:
        if mistake.source not in SOURCES or not mistake.mutants:
            raise UsageError(f"{file}: {mistake.what!r} needs mutants, and a source: one of {', '.join(SOURCES)}")
    return mistakes


def mistake_mutants(mistakes: Iterable[PeerKitMistake]) -> frozenset[str]:
    """Return the wrong solutions that make the mistakes, each `SCENE/NAME`."""
    return frozenset(mutant for mistake in mistakes for mutant in mistake.mutants)


def is_caught_everywhere(mistake: PeerKitMistake, table: Iterable[KillRow]) -> bool:
    """Return whether every wrong solution of the mistake is in the table, caught on every seed."""
    caught = {f"{row.scene}/{row.mutant}" for row in table if row.caught_count == row.seed_count}
    return caught.issuperset(mistake.mutants)


def mistake_summary_lines(mistakes: Sequence[PeerKitMistake], table: Sequence[KillRow], seeds_text: str) -> list[str]:
    """Return how many mistakes of each source are caught on every seed, and those that are not."""
    lines = [f"mistakes of which every wrong solution is caught on {seeds_text}:"]
    for source, words in SOURCES.items():
        of_source = [each for each in mistakes if each.source == source]
        lines.append(f"  {sum(is_caught_everywhere(each, table) for each in of_source)} of {len(of_source)} {words}")
    caught = sum(is_caught_everywhere(each, table) for each in mistakes)
    lines.append(f"  {caught} of {len(mistakes)} in all, {len(table)} wrong solutions")
    return lines + [f"  not caught: {each.what}" for each in mistakes if not is_caught_everywhere(each, table)]
