"""Merges the rows of one student in a list, and finds rows that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from raftlab.batch.models import Person
from raftlab.batch.person_identifiers import STRONG_KINDS
from raftlab.batch.person_matching import Clue, RosterStudent, line_numbers_text


def merge_rows(rows: Iterable[RosterStudent]) -> tuple[tuple[RosterStudent, ...], tuple[str, ...]]:
    """Return one student for the rows of one id or login, and a line for each set of rows that contradict each other.

    Rows that contradict each other are no student: nobody can tell who they are.
    """
    groups: list[list[RosterStudent]] = []
    by_clue: dict[Clue, list[RosterStudent]] = {}
    for row in rows:
        joined = unique_groups(by_clue[clue] for clue in row_merge_keys(row) if clue in by_clue)
        group = [row]
        for other in joined:
            groups = [each for each in groups if each is not other]
            group = [*other, *group]
        groups.append(group)
        for member in group:
            by_clue |= dict.fromkeys(row_merge_keys(member), group)
    groups.sort(key=lambda group: group[0].rows)
    faults = tuple(conflict_text(group) for group in groups if has_conflicting_rows(group))
    return tuple(merge_group(group) for group in groups if not has_conflicting_rows(group)), faults


def unique_groups(groups: Iterable[list[RosterStudent]]) -> list[list[RosterStudent]]:
    """Return each group once, in the order of its first row."""
    return sorted({id(group): group for group in groups}.values(), key=lambda group: group[0].rows)


def row_merge_keys(row: RosterStudent) -> list[Clue]:
    """Return the identifiers by which rows are one student: ids and logins, or an email in a row without them."""
    strong = [clue for clue in row.identifiers if clue[0] in ("id", "login")]
    return sorted(strong or (clue for clue in row.identifiers if clue[0] == "email"))


def has_conflicting_rows(group: Sequence[RosterStudent]) -> bool:
    """Return whether rows with an id or login in common have another id or login, or no name word in common."""
    kinds = ("id", "login", "name word")
    values = [{kind: row_identifiers(row, kind) for kind in kinds} for row in group]
    return any(
        first[kind] and second[kind] and not first[kind] & second[kind]
        for n, first in enumerate(values)
        for second in values[:n]
        for kind in kinds
    )


def row_identifiers(row: RosterStudent, kind: str) -> frozenset[str]:
    """Return the row's identifiers of a kind; "name word": the words of its names."""
    if kind == "name word":
        return frozenset(word for name in row.values("name") for word in name.split())
    return row.values(kind)


def conflict_text(group: Sequence[RosterStudent]) -> str:
    """Return the words for rows that contradict each other."""
    names = ", ".join(dict.fromkeys(row.person.name or row.person.key for row in group))
    return f"{line_numbers_text(group)} share an id or login, but are not one student ({names})"


def merge_group(group: Sequence[RosterStudent]) -> RosterStudent:
    """Return the student of several rows: the first of each identifier, and all sections."""
    if len(group) == 1:
        return group[0]
    people = [row.person for row in group]
    first = {kind: next((v for who in people if (v := getattr(who, kind))), "") for kind in (*STRONG_KINDS, "name")}
    sections = ", ".join(dict.fromkeys(who.section for who in people if who.section))
    return RosterStudent(
        Person(**first, section=sections),
        frozenset().union(*(row.identifiers for row in group)),
        tuple(row for each in group for row in each.rows),
        tuple(line for each in group for line in each.lines),
    )
