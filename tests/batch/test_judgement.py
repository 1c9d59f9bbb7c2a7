"""What a grade depends on is in the name of its judgement, and nothing else is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import CHEAP, KIT

from raftlab.batch import judgement
from raftlab.batch.judgement import judging, kit_version
from raftlab.kit import Kit

GRADING = """
import json, sys
from pathlib import Path

opened = []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event == "open" else None)
kept, root, scene_id = sys.stdout, Path(sys.argv[1]), sys.argv[2]

import importlib
from raftlab.batch import forker
from raftlab.batch.records import Job
from raftlab.batch.task import run_job
from raftlab.kit import Kit
import raftlab.worker.zygote

for name in forker.PRELOADED:
    importlib.import_module(name)
scene = Kit(root).scene(scene_id)
text = Kit(root).solution(scene).source
fate = run_job(root, Job(scene.id, scene.file, text, "", "", 0, "L0", 900)).fate
print(json.dumps({"fate": fate, "opened": [each for each in opened if isinstance(each, str)]}), file=kept)
"""
"""A grading in a process of its own that tells every file that it opened, its modules' included."""


def source_of(opened: str) -> Path:
    """Return the file itself: of a module that was read compiled, its source."""
    path = Path(opened)
    if path.parent.name == "__pycache__":
        return path.parent.parent / f"{path.name.partition('.')[0]}.py"
    return path


@pytest.mark.parametrize("scene_id", [CHEAP, pytest.param("scene05", marks=pytest.mark.long)])
def test_every_file_that_a_grading_opens_is_in_it(scene_id: str) -> None:
    """No file of the kit that a grading reads, module or data, is left out of the name of its judgement."""
    command = [sys.executable, "-c", GRADING, str(KIT.root), scene_id]
    done = subprocess.run(command, capture_output=True, text=True, timeout=250, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["fate"] == "graded"
    trees = (judgement.ENGINE, KIT.labs, KIT.reference, KIT.skeletons)
    files = {source_of(each) for each in told["opened"]}
    own = {each for each in files if any(each.is_relative_to(tree) for tree in trees) and each.is_file()}
    later = {scene.folder / "scene.toml" for scene in KIT.scenes if scene.id > scene_id}  # looked through for ids
    assert len(own) > 50
    assert own - later <= set(judging(KIT, KIT.scene(scene_id)).values())


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kit:
    """Return a kit whose files, the engine's included, may be changed."""
    ignored = shutil.ignore_patterns("__pycache__", "mutants", "variants", "partial")
    for tree in ("labs", "reference"):
        shutil.copytree(KIT.root / tree, tmp_path / tree, ignore=ignored)
    shutil.copytree(judgement.ENGINE, tmp_path / "grader" / "raftlab", ignore=ignored)
    monkeypatch.setattr(judgement, "ENGINE", tmp_path / "grader" / "raftlab")
    return Kit(tmp_path)


def changing(kit: Kit, files: tuple[str, ...]) -> list[str]:
    """Return those of the files with which, a line longer, the cheap scene's judgement has another name."""
    scene = kit.scene(CHEAP)
    before = kit_version(kit, scene)
    return [file for file in files if lengthened(kit, file, lambda: kit_version(kit, scene)) != before]


def lengthened(kit: Kit, file: str, look: Callable[[], str]) -> str:
    """Return what is seen while `file`, which must be there, has a line more."""
    text = (kit.root / file).read_bytes()
    (kit.root / file).write_bytes(text + b"\n# changed\n")
    try:
        return look()
    finally:
        (kit.root / file).write_bytes(text)


DECIDE: tuple[str, ...] = (
    *(f"grader/raftlab/{name}" for name in ("score.py", "server.py", "pipeline.py", "jail/limits.py", "records.py")),
    *(f"grader/raftlab/{name}" for name in ("checks/pytest.ini", "worker/zygote.py", "report/result.py")),
    *(f"labs/{CHEAP}/{name}" for name in ("scene.toml", "hints.toml", "tests/test_stale.py")),
    *("labs/scene01/scene.toml", "reference/scene01/state_machine.py", f"reference/{CHEAP}/tests/test_hidden.py"),
    f"reference/{CHEAP}/scenarios/late-copies.txt",
)
COSMETIC = (
    *(f"grader/raftlab/{name}" for name in ("cli/batch.py", "cli/main.py", "pages/assets/page.css", "hints.py")),
    *(f"grader/raftlab/{name}" for name in ("batch/exports/canvas.py", "batch/report/class_page.py", "pages/page.py")),
    *(f"labs/{CHEAP}/README.md", "labs/scene05/scene.toml", "labs/scene05/hints.toml"),
)


def test_what_decides_a_grade_changes_its_name(copied: Kit) -> None:
    """Engine, labs, hidden checks and given layers of the scene and those below: any change grades a class anew."""
    assert changing(copied, DECIDE) == list(DECIDE)


def test_what_only_shows_a_grade_leaves_its_name(copied: Kit) -> None:
    """A page, a command, a platform's format, a handout, a later scene: changing one grades nobody anew."""
    assert changing(copied, COSMETIC) == []


def test_versions_of_what_judges_are_in_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another Python or another hypothesis may find otherwise: its grades are not these."""
    before = kit_version(KIT, KIT.scene(CHEAP))
    monkeypatch.setattr(judgement, "version", lambda library: "0.0")
    assert kit_version(KIT, KIT.scene(CHEAP)) != before
