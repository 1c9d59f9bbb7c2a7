"""A class is graded by the whole server of each student: a folder for each, with the files of all scenes."""

from __future__ import annotations

import csv
import os
import shutil
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from raftlab.batch.cache_key import grading_version
from raftlab.batch.ingest.class_reader import ingest_class
from raftlab.batch.submission_precheck import preflight
from raftlab.cli.main import run
from raftlab.composed_bundle import bundle_text, unpack_bundle
from raftlab.errors import UsageError
from raftlab.kit import COMPOSED_ID, Kit, find_kit

OWN_LAYERS_CHECK = '''
"""One check that costs nothing."""

from raftlab.checks import check


@check(points=100, paper="Figure 2", ask="which scenes have you not written yet?", gate_reason="it is the only one")
def test_every_layer_is_your_own(lab):
    """Every layer of the server is your own."""
    lab.require_own_layers()
'''


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """Return the kit with a cheap check of the composed server in place of its own."""
    real, root = find_kit(), tmp_path / "kit"
    shutil.copytree(real.labs / COMPOSED_ID, root / "labs" / COMPOSED_ID)
    for tree in ("labs", "skeletons", "reference"):
        (root / tree).mkdir(exist_ok=True)
        for folder in (real.root / tree).iterdir():
            if folder.name != COMPOSED_ID:
                (root / tree / folder.name).symlink_to(folder)
    (root / "labs" / COMPOSED_ID / "tests" / "test_composed.py").write_text(OWN_LAYERS_CHECK)
    return Kit(root)


def hand_in(kit: Kit, folder: Path, *, without: tuple[str, ...] = ()) -> None:
    """Write the reference's layers as the work of a student."""
    for scene in kit.layer_scenes:
        if scene.id not in without:
            (folder / scene.id).mkdir(parents=True)
            text = kit.solution_layer(scene).source
            (folder / scene.id / scene.file).write_text(text)
            os.utime(folder / scene.id / scene.file, (1e9, 1e9))


@pytest.fixture
def class_folder(kit: Kit, tmp_path: Path) -> Path:
    """Return a class: one whole server, one with gaps, one that is no Python, one without any scene, and a zip."""
    root = tmp_path / "class"
    hand_in(kit, root / "ada")
    hand_in(kit, root / "bob", without=("scene03",))
    shutil.copy(kit.skeletons / "scene04" / "replication.py", root / "bob" / "scene04" / "replication.py")
    hand_in(kit, root / "eve")
    (root / "eve" / "scene05" / "commit.py").write_text("def (")
    (root / "mal").mkdir()
    (root / "mal" / "notes.txt").write_text("nothing")
    hand_in(kit, tmp_path / "work")
    with zipfile.ZipFile(root / "zoe.zip", "w") as archive:
        for file in sorted((tmp_path / "work").rglob("*.py")):
            archive.write(file, file.relative_to(tmp_path / "work"))
    return root


def test_a_bundle_gives_back_what_it_holds() -> None:
    """No text of a file can end it or stand for another."""
    hostile = bundle_text({("scene09", "reads.py"): "x"})
    files = {("scene01", "a.py"): hostile, ("scene02", "b.py"): "", ("scene03", "c.py"): "é\n\n"}
    assert unpack_bundle(bundle_text(files)) == {scene: text for (scene, _), text in files.items()}
    with pytest.raises(UsageError, match="run the batch again"):
        unpack_bundle("x = 1\n")


def test_each_students_scenes_are_one_submission(kit: Kit, class_folder: Path) -> None:
    """The files of all scenes are found in folders and zips; what is missing or wrong is said of the right scene."""
    scene = kit.composed_scene
    found = ingest_class(scene, class_folder, layer_scenes=kit.layer_scenes)
    entries = {entry.people[0].key: entry for entry in preflight(kit, scene, found.entries)}
    assert unpack_bundle(entries["ada"].source.decode()).keys() == {each.id for each in kit.layer_scenes}
    assert entries["zoe"].sha256 == entries["ada"].sha256
    assert entries["bob"].notes == ("scene03 is not started", "scene04 is untouched")
    assert "commit.py, line 1: invalid syntax" in entries["eve"].error_text
    assert entries["mal"].error_text.startswith("no file of any scene; expected SCENE/FILE")


def test_a_file_in_the_folder_of_its_scene_goes_first(kit: Kit, tmp_path: Path) -> None:
    """A copy elsewhere does not stand in for it."""
    hand_in(kit, tmp_path / "class" / "ada")
    (tmp_path / "class" / "ada" / "commit.py").write_text("# an old copy\n")
    scene = kit.composed_scene
    (entry,) = ingest_class(scene, tmp_path / "class", layer_scenes=kit.layer_scenes).entries
    assert unpack_bundle(entry.source.decode())["scene05"] == kit.solution_layer(kit.scene("scene05")).source


def test_the_folder_of_one_student_is_no_class(
    kit: Kit, class_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its scenes are not taken for students."""
    monkeypatch.setenv("RAFTLAB_KIT", str(kit.root))
    out = str(class_folder.parent / "out")
    assert run(["batch", str(class_folder / "ada"), "--scene", "all", "--out", out]) == 2
    assert "so it is the work of one student" in capsys.readouterr().err
    assert run(["batch", str(class_folder), "--scene", "all", "--out", out, "--similar", "80"]) == 2
    assert "--similar compares the files of one scene" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["autograder", "gradescope", "all"], ["nbgrader", "init", "course", "--scenes", "all"]]
)
def test_what_cannot_take_all_says_what_can(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An autograder and notebooks are made of one scene each."""
    monkeypatch.chdir(tmp_path)
    assert run(command) == 2
    assert "`raftlab batch PATH --scene all`" in capsys.readouterr().err


def test_a_change_in_any_scene_grades_the_whole_server_again(kit: Kit) -> None:
    """What names the judgement covers the checks of the composed server and every layer of the kit."""
    before = grading_version(kit, kit.composed_scene)
    test_file = kit.labs / COMPOSED_ID / "tests" / "test_composed.py"
    test_file.write_text(test_file.read_text() + "\n# changed\n")
    assert grading_version(kit, kit.composed_scene) != before


def test_a_class_is_graded_by_whole_servers(
    kit: Kit, class_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The table has each student's points and status; the pages and exports are made as for a scene."""
    monkeypatch.setenv("RAFTLAB_KIT", str(kit.root))
    out = tmp_path / "out"
    command = ["batch", str(class_folder), "--scene", "all", "--out", str(out), "--jobs", "1", "--allow-level", "L1"]
    assert run([*command, "--unreadable", "zero"]) == 0
    with (out / "grades.csv").open(newline="") as file:
        rows = {row["login"]: row for row in csv.DictReader(file)}
    assert {name: (row["fate"], row["score"]) for name, row in rows.items()} == {
        "ada": ("graded", "100"),
        "bob": ("graded", "0"),
        "eve": ("unreadable", "0"),
        "mal": ("unreadable", "0"),
        "zoe": ("graded", "100"),
    }
    assert run(["report", str(out)]) == 0
    pages = [path.read_text() for path in (out / "report" / "students").glob("*.html")]
    assert sum("scene03 is not started" in page for page in pages) == 1
    assert sum("# ==== scene05/commit.py: " in page for page in pages) >= 3
    assert run(["export", "csv", str(out), "-o", str(out / "all.csv")]) == 0
