"""A synthetic class on disk: submissions as Gradescope exports them, the roster, and the truth about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from raftlab.authoring.synthetic.answers import Answer, Answers
from raftlab.authoring.synthetic.students import people
from raftlab.batch.exports.cells import csv_text
from raftlab.batch.records import Person
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene
from raftlab.notes import write_whole
from raftlab.workspace import shown

DUE = datetime(2026, 11, 23, 18, tzinfo=UTC)
LATE_SHARE, GROUP_SHARE = 0.08, 0.06
ROSTER_COLUMNS = ("Student", "ID", "SIS Login ID", "Email", "Section")
TRUTH_COLUMNS = ("submission", "kind", "like", "late", "people")


@dataclass(frozen=True)
class Hand:
    """One submission: whose, when, what."""

    name: str
    members: tuple[Person, ...]
    at: datetime
    answer: Answer


def write_class(kit: Kit, scene: Scene, folder: Path, count: int, seed: int) -> Counter[str]:
    """Write a class of `count` submissions into the new `folder`; return how many are of each kind.

    The same scene, count and seed write the same bytes. UsageFault where something is there already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageFault(f"{shown(folder)} is not empty; name a new folder")
    hands = tuple(handed_in(kit, scene, count, Random(f"{scene.id} {count} {seed}")))
    exported = folder / "submissions"
    for hand in hands:
        for file, data in hand.answer.files.items():
            write_whole(exported / hand.name / file, data)
    about = {hand.name: metadata(hand) for hand in hands}
    write_whole(exported / "submission_metadata.yml", msgspec.json.format(msgspec.json.encode(about), indent=1))
    everyone = [member for hand in hands for member in hand.members]
    rows = [(each.name, each.id, each.login, each.email, each.section) for each in everyone]
    write_whole(folder / "roster.csv", csv_text(ROSTER_COLUMNS, rows).encode())
    write_whole(folder / "truth.csv", csv_text(TRUTH_COLUMNS, map(truth, hands)).encode())
    return Counter(hand.answer.kind for hand in hands)


def handed_in(kit: Kit, scene: Scene, count: int, rng: Random) -> Iterator[Hand]:
    """Yield the submissions: some late, some by two people."""
    waiting = people(2 * count, rng)
    for name, answer in Answers(kit, scene, rng).make(count):
        size = 2 if rng.random() < GROUP_SHARE else 1
        members = tuple(waiting.pop(0) for _ in range(size))
        hours = rng.uniform(0.1, 40) if rng.random() < LATE_SHARE else -rng.uniform(0.1, 100)
        yield Hand(name, members, DUE + timedelta(hours=round(hours, 1)), answer)


def metadata(hand: Hand) -> dict[str, Any]:
    """Return what Gradescope's metadata tells of one submission."""
    submitters = [{":name": each.name, ":sid": each.id, ":email": each.email} for each in hand.members]
    late_s = max(0.0, (hand.at - DUE).total_seconds())
    return {":submitters": submitters, ":created_at": hand.at.isoformat(sep=" "), ":lateness": late_s}


def truth(hand: Hand) -> tuple[object, ...]:
    """Return what is true of one submission, as cells."""
    late = "yes" if hand.at > DUE else ""
    return (hand.name, hand.answer.kind, hand.answer.like, late, " ".join(each.id for each in hand.members))
