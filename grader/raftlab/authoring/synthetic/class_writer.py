"""Writing a synthetic class: submissions as Gradescope exports them, the roster, and the truth about each."""

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
    """One submission: its members, time and content."""

    name: str
    members: tuple[Person, ...]
    submitted_at: datetime
    content: SubmissionContent


def write_class(kit: Kit, scene: Scene, folder: Path, count: int, seed: int) -> Counter[str]:
    """Write a class of `count` submissions into the new `folder`; return how many are of each kind.

    The same scene, count and seed give the same bytes. UsageError if the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{printable_path(folder)} is not empty; name a new folder")
    submissions = tuple(generate_submissions(kit, scene, count, Random(f"{scene.id} {count} {seed}")))
    exported = folder / "submissions"
    for submission in submissions:
        for file, data in submission.content.files.items():
            write_atomically(exported / submission.name / file, data)
    metadata = {submission.name: gradescope_metadata(submission) for submission in submissions}
    write_atomically(exported / "submission_metadata.yml", msgspec.json.format(msgspec.json.encode(metadata), indent=1))
    everyone = [member for submission in submissions for member in submission.members]
    rows = [(each.name, each.id, each.login, each.email, each.section) for each in everyone]
    write_atomically(folder / "roster.csv", csv_text(ROSTER_COLUMNS, rows).encode())
    write_atomically(folder / "truth.csv", csv_text(TRUTH_COLUMNS, map(truth_row, submissions)).encode())
    return Counter(submission.content.kind for submission in submissions)


def generate_submissions(kit: Kit, scene: Scene, count: int, rng: Random) -> Iterator[SyntheticSubmission]:
    """Yield the submissions. Some are late, some are by two people."""
    people = make_people(2 * count, rng)
    for name, content in ContentGenerator(kit, scene, rng).generate(count):
        size = 2 if rng.random() < GROUP_SHARE else 1
        members = tuple(people.pop(0) for _ in range(size))
        hours = rng.uniform(0.1, 40) if rng.random() < LATE_SHARE else -rng.uniform(0.1, 100)
        yield SyntheticSubmission(name, members, DUE_TIME + timedelta(hours=round(hours, 1)), content)


def gradescope_metadata(submission: SyntheticSubmission) -> dict[str, Any]:
    """Return Gradescope's metadata of one submission."""
    submitters = [{":name": each.name, ":sid": each.id, ":email": each.email} for each in submission.members]
    late_s = max(0.0, (submission.submitted_at - DUE_TIME).total_seconds())
    return {":submitters": submitters, ":created_at": submission.submitted_at.isoformat(sep=" "), ":lateness": late_s}


def truth_row(submission: SyntheticSubmission) -> tuple[object, ...]:
    """Return the row of truth.csv for one submission."""
    late = "yes" if submission.submitted_at > DUE_TIME else ""
    return (
        submission.name,
        submission.content.kind,
        submission.content.source_name,
        late,
        " ".join(each.id for each in submission.members),
    )
