"""A class that never was is the same every time, holds all kinds, and is graded as its truth says."""

from __future__ import annotations

import ast
import random
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("yaml", reason="the staff extra is not installed: pip install -e '.[staff]'")
pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from commands import CHEAP, KIT, batch, raftlab, table

from raftlab.authoring.synthetic.answers import SHARES, Answers
from raftlab.authoring.synthetic.course import write_class
from raftlab.authoring.synthetic.hostile import AT_IMPORT, IN_EVENTS, attack
from raftlab.authoring.synthetic.rewriting import remarked, renamed
from raftlab.batch.exports.cells import unproofed
from raftlab.batch.ingest.classes import ingest
from raftlab.batch.roster import matched, read_roster, read_rows

SCENE = KIT.scene(CHEAP)
SCENES = [scene for scene in KIT.scenes if (KIT.reference / scene.id / "mutants").is_dir()]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    """Scene, count and seed decide everything; another seed writes another class."""
    written = []
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        write_class(KIT, SCENE, tmp_path / name, 20, seed)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        written.append([(path.relative_to(tmp_path / name), path.read_bytes()) for path in files])
    assert written[0] == written[1] != written[2]


def test_a_hundred_hold_every_kind_in_its_share_and_no_two_are_equal(tmp_path: Path) -> None:
    """Kinds come in their shares; texts of different people differ; some are late, some by two people."""
    write_class(KIT, SCENE, tmp_path / "class", 100, 7)
    rows = list(read_rows(tmp_path / "class" / "truth.csv"))
    assert Counter(row["kind"] for row in rows) == SHARES
    found = ingest(SCENE, tmp_path / "class" / "submissions")
    assert found.layout == "gradescope" and len(found.entries) == 100
    digests = Counter(entry.sha256 for entry in found.entries if entry.source)
    assert sum(count - 1 for count in digests.values()) <= SHARES["unchanged"] + SHARES["broken"] + SHARES["hostile"]
    late = {row["submission"] for row in rows if row["late"]}
    assert {entry.key for entry in found.entries if entry.late} == late != set()
    assert any(len(entry.people) == 2 for entry in found.entries)
    told, strangers = matched(found.entries, read_roster(tmp_path / "class" / "roster.csv"))
    assert strangers == ()
    assert any("<script>" in person.name for entry in told for person in entry.people)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_every_scene_has_a_class(scene: object) -> None:
    """The generator knows no scene: whatever has a reference and mutants has answers of every kind."""
    answers = Answers(KIT, scene, random.Random(1))  # type: ignore[arg-type]
    assert {answer.kind for _, answer in answers.make(100)} == set(SHARES)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_rewriting_keeps_what_a_text_does(scene: object) -> None:
    """Remarks leave the syntax tree as it is; new names leave its shape as it is, and every hole's name."""
    text = KIT.solution(scene).source  # type: ignore[arg-type]
    rng = random.Random(2)
    assert ast.dump(ast.parse(remarked(text, rng, "x"))) == ast.dump(ast.parse(text))
    other = renamed(scene, text, rng)  # type: ignore[arg-type]
    kinds = [[type(node).__name__ for node in ast.walk(ast.parse(each))] for each in (text, other)]
    assert kinds[0] == kinds[1]
    assert all(f"def {hole}(" in other for hole in scene.holes)  # type: ignore[attr-defined]


def test_every_attack_is_python() -> None:
    """What is meant to attack the grading is not turned away for its syntax."""
    for name in (*AT_IMPORT, *IN_EVENTS):
        ast.parse(attack(SCENE, KIT.solution(SCENE).source, name))


def test_the_command_says_what_it_wrote_and_writes_into_nothing_that_is_there(tmp_path: Path) -> None:
    """One line of kinds, one of the place; a folder that holds something is refused."""
    told = raftlab("dev", "class", tmp_path / "class", "--scene", CHEAP, "-n", 4, "--seed", 7)
    assert told.returncode == 0 and told.stdout.startswith("4 submissions: ")
    again = raftlab("dev", "class", tmp_path / "class", "--scene", CHEAP, "-n", 4)
    assert again.returncode == 2 and "is not empty" in again.stderr


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_a_synthetic_class_is_graded_as_its_truth_says(tmp_path: Path) -> None:
    """Right ones earn all, wrong ones not all, skeletons nothing, broken ones are unreadable."""
    write_class(KIT, SCENE, tmp_path / "class", 40, 9)
    told = batch(tmp_path / "class" / "submissions", tmp_path / "out", "--roster", tmp_path / "class" / "roster.csv")
    assert told.returncode == 0, told.stderr
    rows = table(tmp_path / "out")
    for truth in read_rows(tmp_path / "class" / "truth.csv"):
        row, name = rows[unproofed(truth["submission"])], f"{truth['kind']}: {truth['like']}"
        assert row["fate"] in ("graded", "unreadable"), name
        full = row["score"] == row["max"] != ""
        assert full == (truth["kind"] == "right") or truth["kind"] in ("copied", "hostile", "broken"), name
        assert (row["score"] in ("0", "0.0")) or truth["kind"] != "unchanged", name
        assert (row["fate"] == "unreadable") or truth["kind"] != "broken", name
