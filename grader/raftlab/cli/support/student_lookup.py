"""Find the students whom staff name on a command line, also by the alias of `raftlab report --anonymous`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line

if TYPE_CHECKING:
    from raftlab.batch.models import Grade, Person


def find_students(folder: Path, grades: Sequence[Grade], name: str) -> tuple[Person, ...]:
    """Return the student of that id, login, email, name or alias, or all of a submission. UsageError for no one."""
    from raftlab.batch.anonymous_grades import ALIAS_PREFIX, person_of_alias
    from raftlab.batch.page_secret import read_page_secret
    from raftlab.batch.person_lookup import find_people

    if not name.startswith(ALIAS_PREFIX):
        return find_people(grades, name)
    person = person_of_alias(grades, name, read_page_secret(folder))
    if person is None:
        raise UsageError(f"{one_line(name)}: no such alias in this class; `raftlab report --anonymous` shows them")
    return (person,)
