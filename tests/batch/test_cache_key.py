"""The cache key covers everything that a grade depends on, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_runner import CHEAP_SCENE, KIT

from raftlab.batch import cache_key
from raftlab.batch.cache_key import grading_files, grading_version
from raftlab.kit import Kit

TRACED_GRADING = """
import json, sys
from pathlib import Path

opened = []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event == "open" else None)
kept, root, scene_id = sys.stdout, Path(sys.argv[1]), sys.argv[2]

import importlib
from raftlab.batch import fork_server
from raftlab.batch.models import Job
from raftlab.batch.job_runner import run_grading_task
from raftlab.kit import Kit
import raftlab.worker.zygote

for name in fork_server.PRELOADED_MODULES:
    importlib.import_module(name)
scene = Kit(root).scene(scene_id)
text = Path(sys.argv[3]).read_text(encoding="utf-8")
fate = run_grading_task(root, Job(scene.id, scene.file, text, "", "", 0, "L0", 900)).fate
print(json.dumps({"fate": fate, "opened": [each for each in opened if isinstance(each, str)]}), file=kept)
"""
"""A grading in a process of its own that tells every file that it opened, its modules' included."""


def source_path(opened_path: str) -> Path:
    """Return the file itself: of a module that was read compiled, its source."""
    path = Path(opened_path)
    if path.parent.name == "__pycache__":
        return path.parent.parent / f"{path.name.partition('.')[0]}.py"
    return path


@pytest.mark.parametrize(
    ("scene_id", "folder"),
    [
        (CHEAP_SCENE, KIT.skeletons),
        pytest.param(CHEAP_SCENE, KIT.reference, marks=pytest.mark.long),
        pytest.param("scene05", KIT.reference, marks=pytest.mark.long),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_cache_key_covers_every_opened_file(scene_id: str, folder: Path) -> None:
    """Every file of the kit that a grading reads is in the cache key."""
    file = folder / scene_id / KIT.scene(scene_id).file
    command = [sys.executable, "-c", TRACED_GRADING, str(KIT.root), scene_id, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=250, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["fate"] == "graded"
    trees = (cache_key.ENGINE_FOLDER, KIT.labs, KIT.reference, KIT.skeletons)
    files = {source_path(each) for each in told["opened"]}
    own = {each for each in files if any(each.is_relative_to(tree) for tree in trees) and each.is_file()}
    later = {scene.folder / "scene.toml" for scene in KIT.scenes if scene.id > scene_id}  # looked through for ids
    assert len(own) > 50
    assert own - later <= set(grading_files(KIT, KIT.scene(scene_id)).values())


@pytest.fixture
def copied_kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kit:
    """Return a kit whose files may be changed, the engine included."""
    ignored = shutil.ignore_patterns("__pycache__", "mutants", "variants", "partial")
    for tree in ("labs", "reference"):
        shutil.copytree(KIT.root / tree, tmp_path / tree, ignore=ignored)
    shutil.copytree(cache_key.ENGINE_FOLDER, tmp_path / "grader" / "raftlab", ignore=ignored)
    monkeypatch.setattr(cache_key, "ENGINE_FOLDER", tmp_path / "grader" / "raftlab")
    return Kit(tmp_path)


def files_changing_key(kit: Kit, files: tuple[str, ...]) -> list[str]:
    """Return those of the files with which, a line longer, the cheap scene's judgement has another name."""
    scene = kit.scene(CHEAP_SCENE)
    before = grading_version(kit, scene)
    return [file for file in files if read_with_change(kit, file, lambda: grading_version(kit, scene)) != before]


def read_with_change(kit: Kit, file: str, read: Callable[[], str]) -> str:
    """Return what is seen while `file`, which must be there, has a line more."""
    text = (kit.root / file).read_bytes()
    (kit.root / file).write_bytes(text + b"\n# changed\n")
    try:
        return read()
    finally:
        (kit.root / file).write_bytes(text)


KEY_FILES: tuple[str, ...] = (
    *(f"grader/raftlab/{name}" for name in ("score.py", "server.py", "pipeline.py", "grading_models.py")),
    "grader/raftlab/jail/rlimits.py",
    *(f"grader/raftlab/{name}" for name in ("checks/pytest.ini", "worker/zygote.py", "report/result_json.py")),
    *(f"labs/{CHEAP_SCENE}/{name}" for name in ("scene.toml", "hints.toml", "tests/test_stale.py")),
    *("labs/scene01/scene.toml", "reference/scene01/state_machine.py", f"reference/{CHEAP_SCENE}/tests/test_hidden.py"),
    f"reference/{CHEAP_SCENE}/scenarios/late-copies.txt",
)
OTHER_FILES = (
    *(f"grader/raftlab/{name}" for name in ("cli/batch.py", "cli/main.py", "pages/assets/page.css", "hints.py")),
    *(
        f"grader/raftlab/{name}"
        for name in ("batch/exports/canvas.py", "batch/report/class_page.py", "pages/html/page_template.py")
    ),
    *(f"labs/{CHEAP_SCENE}/README.md", "labs/scene05/scene.toml", "labs/scene05/hints.toml"),
)


@pytest.mark.long
def test_grading_files_change_cache_key(copied_kit: Kit) -> None:
    """A change of the engine, labs, hidden checks or given layers changes the cache key."""
    assert files_changing_key(copied_kit, KEY_FILES) == list(KEY_FILES)


@pytest.mark.long
def test_display_files_keep_cache_key(copied_kit: Kit) -> None:
    """A change of a page, a command, an export format, a handout or a later scene keeps the cache key."""
    assert files_changing_key(copied_kit, OTHER_FILES) == []


def test_python_and_hypothesis_versions_are_in_cache_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The versions of Python and Hypothesis are in the cache key: they can change verdicts."""
    before = grading_version(KIT, KIT.scene(CHEAP_SCENE))
    monkeypatch.setattr(cache_key, "version", lambda library: "0.0")
    assert grading_version(KIT, KIT.scene(CHEAP_SCENE)) != before
