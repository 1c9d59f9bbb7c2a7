"""Where the jail is too weak, nothing of a submission runs: not in a batch, on a cluster, nor for a gradebook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from raftlab.batch.job_runner import run_grading_task
from raftlab.batch.models import Job
from raftlab.kit import find_kit
from raftlab.nbgrader.cell_scores import grade_submission
from raftlab.worker import zygote_client
from raftlab.worker.zygote_launch import LaunchMethod

SCENE = "scene05"
ACTS_AT_IMPORT = """

import collections

os = collections._sys.modules["os"]
try:
    os.close(os.open("@FILE@", os.O_CREAT | os.O_WRONLY, 0o644))
except OSError:
    pass
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that every user can write to."""
    with tempfile.TemporaryDirectory(prefix="raftlab-weak-") as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture(autouse=True)
def _zygotes_fall_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every zygote start as on a machine whose kernel refuses seccomp filters."""
    let_zygotes_reach(monkeypatch, LaunchMethod("L1", False))


def let_zygotes_reach(monkeypatch: pytest.MonkeyPatch, launcher: LaunchMethod) -> None:
    """Let every zygote start in this one way."""
    monkeypatch.setattr(zygote_client, "launch_methods", lambda maximum_level: [launcher])


def source_that_writes(file: Path) -> str:
    """Return the skeleton, which also makes `file` as soon as it is imported."""
    kit = find_kit()
    return (kit.skeletons / SCENE / kit.scene(SCENE).file).read_text(encoding="utf-8") + ACTS_AT_IMPORT.replace(
        "@FILE@", str(file)
    )


def job_for(source: str, minimum_level: str) -> Job:
    """Return the job that grades `source`."""
    return Job(SCENE, "commit.py", source, "0", "kit", 0, minimum_level, 900.0)


@pytest.mark.parametrize("demanded", ["L2", "L3"])
def test_the_least_level_is_demanded_before_anything_runs(open_folder: Path, demanded: str) -> None:
    """A grader on a machine without seccomp, as a worker of a cluster can be, refuses and runs nothing."""
    outcome = run_grading_task(find_kit().root, job_for(source_that_writes(open_folder / "breach"), demanded))
    assert outcome.fate == "unsafe level"
    assert f"needs {demanded}: `raftlab doctor`" in outcome.message
    assert list(open_folder.iterdir()) == []


def test_a_zygote_that_falls_back_from_bubblewrap_is_too_weak_where_it_is_demanded(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where L3 is demanded and a zygote reaches L2 only, the text is not even compiled."""
    let_zygotes_reach(monkeypatch, LaunchMethod("L2", True))
    outcome = run_grading_task(find_kit().root, job_for("raise SystemExit\n", "L3"))
    assert outcome.fate == "unsafe level"
    assert "reaches only L2" in outcome.message


def test_a_gradebook_demands_it_too(open_folder: Path) -> None:
    """The grading of a notebook refuses as well, and runs nothing."""
    kit = find_kit()
    told = grade_submission(kit, kit.scene(SCENE), source_that_writes(open_folder / "breach"))
    assert told.status == "unsafe level"
    assert list(open_folder.iterdir()) == []


def test_the_same_submission_acts_where_the_staff_allow_it(open_folder: Path) -> None:
    """At a level that the staff allowed it does write its file: the two tests above look at something."""
    outcome = run_grading_task(find_kit().root, job_for(source_that_writes(open_folder / "breach"), "L1"))
    assert outcome.level == "L1"
    assert [each.name for each in open_folder.iterdir()] == ["breach"]
