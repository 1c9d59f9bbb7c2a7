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

from raftlab.authoring.synthetic.students import make_people
from raftlab.authoring.synthetic.submission_content import ContentGenerator, SubmissionContent
from raftlab.batch.exports.csv_cells import csv_text
from raftlab.batch.models import Person
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

DUE_TIME = datetime(2026, 11, 23, 18, tzinfo=UTC)
LATE_SHARE, GROUP_SHARE = 0.08, 0.06
ROSTER_COLUMNS = ("Student", "ID", "SIS Login ID", "Email", "Section")
TRUTH_COLUMNS = ("submission", "kind", "like", "late", "people")


@dataclass(frozen=True)
class SyntheticSubmission:
    """One submission: whose, when, what."""

    name: str
    members: tuple[Person, ...]
    submitted_at: datetime
    content: SubmissionContent


def write_class(kit: Kit, scene: Scene, folder: Path, count: int, seed: int) -> Counter[str]:
    """Write a class of `count` submissions into the new `folder`; return how many are of each kind.

    The same scene, count and seed write the same bytes. UsageError where something is there already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{printable_path(folder)} is not empty; name a new folder")
    hands = tuple(generate_submissions(kit, scene, count, Random(f"{scene.id} {count} {seed}")))
    exported = folder / "submissions"
    for hand in hands:
        for file, data in hand.content.files.items():
            write_atomically(exported / hand.name / file, data)
    about = {hand.name: gradescope_metadata(hand) for hand in hands}
    write_atomically(exported / "submission_metadata.yml", msgspec.json.format(msgspec.json.encode(about), indent=1))
    everyone = [member for hand in hands for member in hand.members]
    rows = [(each.name, each.id, each.login, each.email, each.section) for each in everyone]
    write_atomically(folder / "roster.csv", csv_text(ROSTER_COLUMNS, rows).encode())
    write_atomically(folder / "truth.csv", csv_text(TRUTH_COLUMNS, map(truth_row, hands)).encode())
    return Counter(hand.content.kind for hand in hands)


def generate_submissions(kit: Kit, scene: Scene, count: int, rng: Random) -> Iterator[SyntheticSubmission]:
    """Yield the submissions: some late, some by two people."""
    waiting = make_people(2 * count, rng)
    for name, answer in ContentGenerator(kit, scene, rng).generate(count):
        size = 2 if rng.random() < GROUP_SHARE else 1
        members = tuple(waiting.pop(0) for _ in range(size))
        hours = rng.uniform(0.1, 40) if rng.random() < LATE_SHARE else -rng.uniform(0.1, 100)
        yield SyntheticSubmission(name, members, DUE_TIME + timedelta(hours=round(hours, 1)), answer)


def gradescope_metadata(submission: SyntheticSubmission) -> dict[str, Any]:
    """Return what Gradescope's metadata tells of one submission."""
    submitters = [{":name": each.name, ":sid": each.id, ":email": each.email} for each in submission.members]
    late_s = max(0.0, (submission.submitted_at - DUE_TIME).total_seconds())
    return {":submitters": submitters, ":created_at": submission.submitted_at.isoformat(sep=" "), ":lateness": late_s}


def truth_row(submission: SyntheticSubmission) -> tuple[object, ...]:
    """Return what is true of one submission, as cells."""
    late = "yes" if submission.submitted_at > DUE_TIME else ""
    return (
        submission.name,
        submission.content.kind,
        submission.content.source_name,
        late,
        " ".join(each.id for each in submission.members),
    )
