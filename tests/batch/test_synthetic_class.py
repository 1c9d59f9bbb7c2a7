"""A synthetic class is reproducible, has all kinds of submissions, and gets the expected grades."""

from __future__ import annotations

import ast
import random
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("yaml", reason="the staff extra is not installed: pip install -e '.[staff]'")
pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from command_runner import CHEAP_SCENE, KIT, grades_by_submission, run_batch, run_raftlab

from raftlab.authoring.synthetic.class_writer import write_class
from raftlab.authoring.synthetic.code_rewriting import add_comments, rename_locals
from raftlab.authoring.synthetic.hostile_code import EVENT_ATTACKS, IMPORT_ATTACKS, append_attack
from raftlab.authoring.synthetic.submission_content import KIND_PERCENTAGES, ContentGenerator
from raftlab.batch.exports.csv_cells import unescape_cell
from raftlab.batch.ingest.class_reader import ingest_class
from raftlab.batch.roster import match_entries, read_csv_rows, read_roster
from raftlab.errors import UsageError

SCENE = KIT.scene(CHEAP_SCENE)
SCENES = [scene for scene in KIT.scenes if scene.layer_class and (KIT.reference / scene.id / "mutants").is_dir()]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    """Scene, count and seed decide every byte; another seed writes another class."""
    written = []
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        write_class(KIT, SCENE, tmp_path / name, 20, seed)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        written.append([(path.relative_to(tmp_path / name), path.read_bytes()) for path in files])
    assert written[0] == written[1] != written[2]


def test_a_hundred_hold_every_kind_in_its_share_and_no_two_are_equal(tmp_path: Path) -> None:
    """A class of a hundred has each kind in its share, different texts, late and group submissions."""
    write_class(KIT, SCENE, tmp_path / "class", 100, 7)
    rows = list(read_csv_rows(tmp_path / "class" / "truth.csv"))
    assert Counter(row["kind"] for row in rows) == KIND_PERCENTAGES
    found = ingest_class(SCENE, tmp_path / "class" / "submissions")
    assert found.layout == "gradescope" and len(found.entries) == 100
    digests = Counter(entry.sha256 for entry in found.entries if entry.source)
    assert (
        sum(count - 1 for count in digests.values())
        <= KIND_PERCENTAGES["unchanged"] + KIND_PERCENTAGES["broken"] + KIND_PERCENTAGES["hostile"]
    )
    late = {row["submission"] for row in rows if row["late"]}
    assert {entry.key for entry in found.entries if entry.late} == late != set()
    assert any(len(entry.people) == 2 for entry in found.entries)
    told, strangers = match_entries(found.entries, read_roster(tmp_path / "class" / "roster.csv"))
    assert strangers == ()
    assert any("<script>" in person.name for entry in told for person in entry.people)


@pytest.mark.parametrize(
    "scene",
    [SCENES[0], *(pytest.param(scene, marks=pytest.mark.long) for scene in SCENES[1:])],
    ids=lambda scene: scene.id,
)
def test_every_scene_has_a_class(scene: object) -> None:
    """Every scene with a reference and mutants has a synthetic class."""
    answers = ContentGenerator(KIT, scene, random.Random(1))  # type: ignore[arg-type]
    assert {answer.kind for _, answer in answers.generate(100)} == set(KIND_PERCENTAGES)


def test_a_scene_without_code_has_no_class(tmp_path: Path) -> None:
    """A design is data: there is no text to rewrite in other words."""
    for scene in (scene for scene in KIT.scenes if scene.is_design):
        with pytest.raises(UsageError, match="its file is no code"):
            write_class(KIT, scene, tmp_path / scene.id, 5, 1)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_rewriting_keeps_behaviour(scene: object) -> None:
    """Comments keep the syntax tree; renamed variables keep its shape and the holes' names."""
    text = KIT.solution_layer(scene).source  # type: ignore[arg-type]
    rng = random.Random(2)
    assert ast.dump(ast.parse(add_comments(text, rng, "x"))) == ast.dump(ast.parse(text))
    other = rename_locals(scene, text, rng)  # type: ignore[arg-type]
    kinds = [[type(node).__name__ for node in ast.walk(ast.parse(each))] for each in (text, other)]
    assert kinds[0] == kinds[1]
    assert all(f"def {hole}(" in other for hole in scene.holes)  # type: ignore[attr-defined]


def test_every_attack_is_python() -> None:
    """Every attack of the synthetic class is valid Python."""
    for name in (*IMPORT_ATTACKS, *EVENT_ATTACKS):
        ast.parse(append_attack(SCENE, KIT.solution_layer(SCENE).source, name))


def test_the_command_says_what_it_wrote_and_writes_into_nothing_that_is_there(tmp_path: Path) -> None:
    """The command prints the kinds and the folder; a folder that is not empty is refused."""
    told = run_raftlab("dev", "class", tmp_path / "class", "--scene", CHEAP_SCENE, "-n", 4, "--seed", 7)
    assert told.returncode == 0 and told.stdout.startswith("4 submissions: ")
    again = run_raftlab("dev", "class", tmp_path / "class", "--scene", CHEAP_SCENE, "-n", 4)
    assert again.returncode == 2 and "is not empty" in again.stderr
    (tmp_path / "file").touch()
    there = run_raftlab("dev", "class", tmp_path / "file", "--scene", CHEAP_SCENE, "-n", 4)
    assert there.returncode == 2, there.stderr
    assert "cannot be written to (Not a directory)" in there.stderr


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_synthetic_class_earns_expected_grades(tmp_path: Path) -> None:
    """Right solutions earn full marks, wrong ones fewer, skeletons 0; broken ones are unreadable."""
    write_class(KIT, SCENE, tmp_path / "class", 40, 9)
    told = run_batch(
        tmp_path / "class" / "submissions", tmp_path / "out", "--roster", tmp_path / "class" / "roster.csv"
    )
    assert told.returncode == 0, told.stderr
    rows = grades_by_submission(tmp_path / "out")
    for truth in read_csv_rows(tmp_path / "class" / "truth.csv"):
        row, name = rows[unescape_cell(truth["submission"])], f"{truth['kind']}: {truth['like']}"
        assert row["fate"] in ("graded", "unreadable"), name
        full = row["score"] == row["max"] != ""
        assert full == (truth["kind"] == "right") or truth["kind"] in ("copied", "hostile", "broken"), name
        assert (row["score"] in ("0", "0.0")) or truth["kind"] != "unchanged", name
        assert (row["fate"] == "unreadable") or truth["kind"] != "broken", name
