"""`raftlab storyboard`, `show` and `play` where the kit is a student's: it holds no server of the scene."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_checks import SCENE

from raftlab.cli.main import run
from raftlab.grading_models import Submission
from raftlab.kit import Kit

pytestmark = pytest.mark.usefixtures("shared_zygotes")

SCENARIO_NAME = "figure8-three-servers"


@pytest.fixture
def student_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kit: Kit) -> Path:
    """Return an empty folder to work in, with a kit that holds the layers of earlier scenes and no more."""
    home = tmp_path / "kit"
    (home / "given").mkdir(parents=True)
    for name in ("labs", "skeletons"):
        (home / name).symlink_to(getattr(kit, name))
    for scene in kit.scenes:
        if scene.id < SCENE and (kit.reference / scene.id).is_dir():
            (home / "given" / scene.id).symlink_to(kit.reference / scene.id)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setenv("RAFTLAB_KIT", str(home))
    monkeypatch.chdir(work)
    return work


def scenario_path(kit: Kit) -> str:
    """Return the path of a scenario file."""
    return str(kit.scene(SCENE).folder / "scenarios" / f"{SCENARIO_NAME}.txt")


@pytest.mark.parametrize("command", ["storyboard", "play", "show-run"])
def test_kit_and_workspace_without_a_server_name_the_repair(
    student_folder: Path, kit: Kit, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Where there is neither a server of the course nor one's own, the command that makes the file is told."""
    assert run([command, scenario_path(kit) if command == "show-run" else SCENE]) == 2
    assert f"raftlab start {SCENE}" in capsys.readouterr().err


def test_student_file_plays_scenario(student_folder: Path, kit: Kit, naive_submission: Submission) -> None:
    """A scenario is shown, and drawn, as the file in the workspace plays it."""
    (student_folder / SCENE).mkdir()
    (student_folder / SCENE / naive_submission.file).write_text(naive_submission.source, encoding="utf-8")
    assert run(["show-run", scenario_path(kit), "-o", "run.html"]) == 0
    assert "LeaderCompleteness broken" in Path("run.html").read_text(encoding="utf-8")
    assert run(["storyboard", SCENE, "--scenario", SCENARIO_NAME, "-o", "board.html"]) == 0
    assert "your code (commit.py)" in Path("board.html").read_text(encoding="utf-8")
