"""Gradescope's export: submission_<id>/ folders and one metadata file that tells whose they are, groups included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from raftlab.batch.extra import need
from raftlab.batch.ingest.handed import Handed
from raftlab.batch.ingest.layouts import in_order
from raftlab.batch.ingest.times import in_utc, read_time
from raftlab.batch.ingest.tree import METADATA_BYTES, Tree, Unreadable
from raftlab.batch.records import Person
from raftlab.errors import UsageFault

METADATA = PurePosixPath("submission_metadata.yml")


def is_gradescope(tree: Tree) -> bool:
    """Tell whether the metadata file lies at the top."""
    return METADATA in tree.members


def gradescope(tree: Tree, file: str, scene: str) -> Iterator[Handed]:
    """Yield one hand-in a submission; a group is several people with one hand-in."""
    told = metadata(tree)
    for top in tree.tops:
        about = told.get(top)
        about = about if isinstance(about, Mapping) else {}
        people = tuple(people_of(about)) or (Person(login=top),)
        files = [("/".join(member.path.parts[1:]), member) for member in tree.below(top)]
        history = about.get(":history")
        yield Handed(
            top,
            people,
            in_order(files),
            attempts=len(history) + 1 if isinstance(history, list) else 1,
            submitted_at=moment(about.get(":created_at")),
            late=lateness(about) > 0,
        )


def metadata(tree: Tree) -> Mapping[str, Any]:
    """Return the metadata by the submission's folder. UsageFault where the file is none that Gradescope wrote."""
    yaml = need("yaml", "PyYAML", "reading a Gradescope export")
    try:
        told = yaml.load(
            tree.members[METADATA].read(METADATA_BYTES), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
    except (Unreadable, yaml.YAMLError, RecursionError, ValueError) as fault:
        why = str(fault).partition("\n")[0]
        raise UsageFault(f"{METADATA}: not as Gradescope writes it ({why}); export the submissions again") from None
    if not isinstance(told, Mapping):
        raise UsageFault(f"{METADATA}: not as Gradescope writes it; export the submissions again")
    return told


def people_of(about: Mapping[str, Any]) -> Iterator[Person]:
    """Yield the people of one submission."""
    submitters = about.get(":submitters")
    for each in submitters if isinstance(submitters, list) else []:
        if isinstance(each, Mapping):
            yield Person(id=text(each.get(":sid")), email=text(each.get(":email")), name=text(each.get(":name")))


def lateness(about: Mapping[str, Any]) -> float:
    """Return how late Gradescope calls it, in any unit; 0 where it says nothing."""
    told = about.get(":lateness", 0)
    return told if isinstance(told, int | float) else 0


def moment(told: object) -> datetime | None:
    """Return a time of the metadata, which YAML may have read already."""
    if isinstance(told, datetime):
        return in_utc(told)
    return read_time(told) if isinstance(told, str) else None


def text(told: object) -> str:
    """Return a value of the metadata as text; a number that YAML saw in an id is its digits again."""
    return "" if told is None or isinstance(told, Mapping | list | date) else str(told)
