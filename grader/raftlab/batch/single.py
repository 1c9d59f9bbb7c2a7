"""One submission, graded as a batch would grade it: on a platform that hands over one at a time."""

from __future__ import annotations

from pathlib import Path

from raftlab.batch.ingest.handed import Handed, entry_of
from raftlab.batch.ingest.layouts import in_order
from raftlab.batch.ingest.tree import open_tree
from raftlab.batch.judgement import kit_version
from raftlab.batch.preflight import preflight
from raftlab.batch.records import Grade, Job, Outcome, Person
from raftlab.batch.table import grade_of
from raftlab.batch.task import run_job
from raftlab.kit import Kit, Scene

NAME = "submission"
BACKSTOP_S = 900.0


def grade_one(kit: Kit, scene: Scene, path: Path, least: str, seed: int) -> Grade:
    """Return what the submission at `path` gets. No jail weaker than `least` gives a score."""
    files = [(str(where), member) for where, member in open_tree(path).members.items()]
    person = Person(login=NAME)
    handed = entry_of(Handed(NAME, (person,), in_order(files)), scene.file)
    (entry,) = preflight(kit, scene, (handed,))
    outcomes: dict[str, Outcome] = {}
    if entry.source and not entry.fault:
        text = entry.source.decode("utf-8-sig")
        version = kit_version(kit, scene)
        job = Job(scene.id, scene.file, text, entry.sha256, version, seed, least, BACKSTOP_S)
        outcomes[entry.sha256] = run_job(kit.root, job)
    return grade_of(entry, person, outcomes)
