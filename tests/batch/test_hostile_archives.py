"""A class with everything in it that was made to do harm: none of it writes, none of it runs, none stops the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from commands import CHEAP, KIT, batch, table
from hostile_archives import MARK, archives, odd_files, zipped

from raftlab.batch.ingest.classes import ingest
from raftlab.errors import UsageFault

SCENE = KIT.scene(CHEAP)
GOOD = (KIT.skeletons / SCENE.id / SCENE.file).read_bytes()
GRADED = {"twice", "conftest", "sitecustomize", "pth", "another raftlab", "end first"}
"""Those of the archives in which the expected file is a good one."""


def everything(root: Path) -> Path:
    """Write the hostile class, an honest student in its middle."""
    for name, data in archives(SCENE.file, GOOD).items():
        (root / "class").mkdir(exist_ok=True, parents=True)
        (root / "class" / name).write_bytes(data)
    for name, make in odd_files(SCENE.file, GOOD).items():
        (root / "class" / f"folder {name}").mkdir()
        make(root / "class" / f"folder {name}")
    (root / "class" / "m honest").mkdir()
    (root / "class" / "m honest" / SCENE.file).write_bytes(GOOD + b"# honest\n")
    return root / "class"


def everywhere(root: Path) -> set[str]:
    """Return the files below `root`, and what lies in the places that the hostile ones aim at."""
    found = {os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names}
    return found | {name for name in os.listdir("/tmp") if MARK in name or name == SCENE.file}


def test_nothing_hostile_writes_runs_or_stops_the_batch(tmp_path: Path) -> None:
    """Over thirty archives and folders end in their fates; the honest one is graded; only the batch makes files."""
    folder = everything(tmp_path)
    assert len(list(folder.iterdir())) > 40
    before = everywhere(tmp_path)
    told = batch(folder, tmp_path / "out")
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stderr
    made = everywhere(tmp_path) - before
    assert {Path(name).relative_to(tmp_path).parts[0] for name in made} == {"out"}
    assert not [name for name in made if MARK in name]
    rows = table(tmp_path / "out")
    assert rows["m honest"]["fate"] == "graded"
    graded = {name.removesuffix(".zip") for name, row in rows.items() if row["fate"] == "graded"}
    assert GRADED - graded == set()
    assert {row["fate"] for row in rows.values()} == {"graded", "unreadable"}
    assert all(row["message"] for row in rows.values() if row["fate"] == "unreadable")


@pytest.mark.parametrize("name", archives(SCENE.file, GOOD))
def test_a_whole_class_in_a_hostile_zip_is_read_or_told(name: str, tmp_path: Path) -> None:
    """The zip of the class itself may be the hostile one: it is a class or one fault, and nothing is written."""
    archive = tmp_path / "class.zip"
    archive.write_bytes(archives(SCENE.file, GOOD)[name])
    before = everywhere(tmp_path)
    try:
        assert ingest(SCENE, archive).entries
    except UsageFault as fault:
        assert "class.zip" in str(fault) and "\n" not in str(fault)
    assert everywhere(tmp_path) == before


def test_a_names_bytes_reach_no_table_as_they_are(tmp_path: Path) -> None:
    """Students named as markup, formula, control characters or bytes that are no text stand in the table as text."""
    names = ["<script>alert(1)</script>", "=cmd()", "\u202egnorw\x1b[2J", "@SUM(A1)", "x" * 250]
    archive = tmp_path / "class.zip"
    archive.write_bytes(zipped([(f"{name}/{SCENE.file}", GOOD + name[:9].encode()) for name in names]))
    told = batch(archive, tmp_path / "out")
    assert told.returncode == 0, told.stderr
    text = (tmp_path / "out" / "grades.csv").read_text()
    assert len(table(tmp_path / "out")) == len(names)
    assert '"=' not in text and '"@' not in text and "\x1b" not in text and "\u202e" not in text
    assert "\x1b" not in told.stdout
