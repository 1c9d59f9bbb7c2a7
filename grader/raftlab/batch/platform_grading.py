"""Grades one submission as a batch would, on a platform that passes one submission at a time."""

from __future__ import annotations

from pathlib import Path

from raftlab.batch.cache_key import grading_version
from raftlab.batch.grades_table import make_grade
from raftlab.batch.ingest.file_tree import open_tree
from raftlab.batch.ingest.platform_layouts import sort_files_by_depth
from raftlab.batch.ingest.platform_submission import PlatformSubmission, make_entry
from raftlab.batch.job_runner import run_grading_task
from raftlab.batch.models import Grade, Job, JobResult, Person
from raftlab.batch.submission_precheck import preflight
from raftlab.kit import Kit, Scene

ENTRY_KEY = "submission"
TIME_LIMIT_S = 900.0


def grade_platform_submission(kit: Kit, scene: Scene, submission_path: Path, minimum_level: str, seed: int) -> Grade:
    """Return the grade of the submission at a path. In a jail weaker than `minimum_level` there is no score."""
    files = [(str(where), member) for where, member in open_tree(submission_path).members.items()]
    person = Person(login=ENTRY_KEY)
    handed = make_entry(
        PlatformSubmission(ENTRY_KEY, (person,), sort_files_by_depth(files)), scene.file, None, scene.document
    )
    (entry,) = preflight(kit, scene, (handed,))
    outcomes: dict[str, JobResult] = {}
    if entry.source and not entry.error_text:
        text = entry.source.decode("utf-8-sig")
        version = grading_version(kit, scene)
        job = Job(scene.id, scene.file, text, entry.sha256, version, seed, minimum_level, TIME_LIMIT_S)
        outcomes[entry.sha256] = run_grading_task(kit.root, job)
    return make_grade(entry, person, outcomes)
