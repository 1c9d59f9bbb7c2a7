"""Writing a synthetic class: submissions as a platform exports them, its list of students, and the truth about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from raftlab.authoring.synthetic.platform_rosters import ROSTER_WRITERS
from raftlab.authoring.synthetic.platform_writers import DUE_TIME, EXPORT_WRITERS, SyntheticSubmission
from raftlab.authoring.synthetic.students import make_people
from raftlab.authoring.synthetic.submission_content import ContentGenerator
from raftlab.batch.exports.csv_cells import csv_text
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

GRADESCOPE = "gradescope"
LATE_SHARE, GROUP_SHARE = 0.08, 0.06
TRUTH_COLUMNS = ("submission", "kind", "like", "late", "people")


def write_class(kit: Kit, scene: Scene, folder: Path, count: int, seed: int, layout: str = GRADESCOPE) -> Counter[str]:
    """Write a class of `count` submissions into the new `folder`, as the platform `layout` exports it.

    Return how many submissions are of each kind. The same scene, count, seed and layout give the same bytes.
    UsageError for an unknown layout, a scene whose file is no code, or if the folder is not empty.
    """
    if not scene.layer_class:
        raise UsageError(f"{scene.id}: its file is no code; a made-up class answers a scene with a class to write")
    if layout not in EXPORT_WRITERS:
        raise UsageError(f"--layout {layout}: unknown; there are {', '.join(EXPORT_WRITERS)}")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{printable_path(folder)} is not empty; name a new folder")
    submissions = tuple(generate_submissions(kit, scene, count, Random(f"{scene.id} {count} {seed}")))
    handed = submissions if layout == GRADESCOPE else tuple(split_by_member(submissions))
    for name, data in EXPORT_WRITERS[layout](scene.id, handed).items():
        write_atomically(folder / "submissions" / name, data)
    write_atomically(folder / "roster.csv", ROSTER_WRITERS[layout](scene.id, handed))
    write_atomically(folder / "truth.csv", csv_text(TRUTH_COLUMNS, map(truth_row, submissions)).encode())
    return Counter(submission.content.kind for submission in submissions)


def split_by_member(submissions: tuple[SyntheticSubmission, ...]) -> Iterator[SyntheticSubmission]:
    """Yield a submission for each member of a group: only Gradescope's export says who is in one."""
    for submission in submissions:
        for member in submission.members:
            yield replace(submission, members=(member,))


def generate_submissions(kit: Kit, scene: Scene, count: int, rng: Random) -> Iterator[SyntheticSubmission]:
    """Yield the submissions. Some are late, some are by two people."""
    people = make_people(2 * count, rng)
    for name, content in ContentGenerator(kit, scene, rng).generate(count):
        size = 2 if rng.random() < GROUP_SHARE else 1
        members = tuple(people.pop(0) for _ in range(size))
        hours = rng.uniform(0.1, 40) if rng.random() < LATE_SHARE else -rng.uniform(0.1, 100)
        yield SyntheticSubmission(name, members, DUE_TIME + timedelta(hours=round(hours, 1)), content)


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
