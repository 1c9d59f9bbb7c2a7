"""A class of hostile archives: none writes, runs or stops the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from command_runner import CHEAP_SCENE, KIT, grades_by_submission, run_batch
from hostile_archives import MARK_NAME, hostile_archive_makers, hostile_folder_makers, zip_bytes

from raftlab.batch.ingest.class_reader import ingest_class
from raftlab.errors import UsageError

SCENE = KIT.scene(CHEAP_SCENE)
VALID_SOURCE = (KIT.skeletons / SCENE.id / SCENE.file).read_bytes()
GRADABLE_ARCHIVES = {"twice", "conftest", "sitecustomize", "pth", "another raftlab", "end first"}
"""Those of the archives in which the expected file is a good one."""


def write_hostile_class(root: Path) -> Path:
    """Write the hostile class, an honest student in its middle."""
    (root / "class").mkdir(parents=True)
    for name, make in hostile_archive_makers(SCENE.file, VALID_SOURCE).items():
        (root / "class" / name).write_bytes(make())
    for name, fill in hostile_folder_makers(SCENE.file, VALID_SOURCE).items():
        (root / "class" / f"folder {name}").mkdir()
        fill(root / "class" / f"folder {name}")
    (root / "class" / "m honest").mkdir()
    (root / "class" / "m honest" / SCENE.file).write_bytes(VALID_SOURCE + b"# honest\n")
    return root / "class"


def list_written_files(root: Path) -> set[str]:
    """Return the files below `root`, and what lies in the places that the hostile ones aim at."""
    found = {os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names}
    return found | {name for name in os.listdir("/tmp") if MARK_NAME in name or name == SCENE.file}


def test_nothing_hostile_writes_runs_or_stops_the_batch(tmp_path: Path) -> None:
    """Over thirty hostile archives get a status; the honest submission is graded; only the batch creates files."""
    folder = write_hostile_class(tmp_path)
    assert len(list(folder.iterdir())) > 40
    before = list_written_files(tmp_path)
    told = run_batch(folder, tmp_path / "out")
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stderr
    made = list_written_files(tmp_path) - before
    assert {Path(name).relative_to(tmp_path).parts[0] for name in made} == {"out"}
    assert not [name for name in made if MARK_NAME in name]
    rows = grades_by_submission(tmp_path / "out")
    assert rows["m honest"]["fate"] == "graded"
    graded = {name.removesuffix(".zip") for name, row in rows.items() if row["fate"] == "graded"}
    assert GRADABLE_ARCHIVES - graded == set()
    assert {row["fate"] for row in rows.values()} == {"graded", "unreadable"}
    assert all(row["message"] for row in rows.values() if row["fate"] == "unreadable")


@pytest.mark.parametrize("name", hostile_archive_makers(SCENE.file, VALID_SOURCE))
def test_hostile_class_zip_is_read_or_refused(name: str, tmp_path: Path) -> None:
    """A hostile class zip is read or refused in one line, and writes nothing."""
    archive = tmp_path / "class.zip"
    archive.write_bytes(hostile_archive_makers(SCENE.file, VALID_SOURCE)[name]())
    before = list_written_files(tmp_path)
    try:
        assert ingest_class(SCENE, archive).entries
    except UsageError as fault:
        assert "class.zip" in str(fault) and "\n" not in str(fault)
    assert list_written_files(tmp_path) == before


@pytest.mark.long
def test_a_names_bytes_reach_no_table_as_they_are(tmp_path: Path) -> None:
    """Names with markup, formulas, control characters or invalid bytes are text in the table."""
    names = ["<script>alert(1)</script>", "=cmd()", "\u202egnorw\x1b[2J", "@SUM(A1)", "x" * 250]
    archive = tmp_path / "class.zip"
    archive.write_bytes(zip_bytes([(f"{name}/{SCENE.file}", VALID_SOURCE + name[:9].encode()) for name in names]))
    told = run_batch(archive, tmp_path / "out")
    assert told.returncode == 0, told.stderr
    text = (tmp_path / "out" / "grades.csv").read_text()
    assert len(grades_by_submission(tmp_path / "out")) == len(names)
    assert '"=' not in text and '"@' not in text and "\x1b" not in text and "\u202e" not in text
    assert "\x1b" not in told.stdout
