"""No command follows a link that a student left in the folder where staff work."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from raftlab.cli.main import run
from raftlab.errors import UsageError
from raftlab.kit import find_kit
from raftlab.nofollow_files import read_file_below, read_regular_file, write_file_below
from raftlab.pages.laboratory.http_server import LaboratoryService
from raftlab.scenario.language import read_scenario

pytestmark = pytest.mark.usefixtures("shared_zygotes")

SCENE = "scene05"
CHECK = "majority_commits"


@pytest.fixture
def handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a student's folder, made the working folder; what lies beside it belongs to someone else."""
    kit = find_kit()
    folder, others = tmp_path / "student", tmp_path / "others"
    (folder / SCENE).mkdir(parents=True)
    others.mkdir()
    shutil.copy(kit.skeletons / SCENE / "commit.py", folder / SCENE)
    for name in (f"{CHECK}.json", f"{CHECK}.html", "result.json", "hints.json", "explored.json"):
        (others / name).write_text("{}")
    (others / "secret.txt").write_text("title SECRET-11\n")
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Return the names and texts of the files in a folder."""
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize("link", [".raftlab", f".raftlab/{SCENE}"])
@pytest.mark.parametrize("command", [("grade", SCENE, "--check", CHECK), ("hint", SCENE, CHECK)], ids=lambda c: c[0])
def test_nothing_is_written_or_deleted_through_a_linked_state_folder(
    handed_in: Path, link: str, command: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    """A state folder that is a link makes a command delete, write and read nothing elsewhere."""
    others = handed_in.parent / "others"
    before = contents(others)
    (handed_in / link).parent.mkdir(exist_ok=True)
    (handed_in / link).symlink_to(others)
    assert run([*command]) == (0 if command[0] == "hint" else 1)
    out, err = capfd.readouterr()
    assert contents(others) == before
    assert "is a symbolic link" in out + err
    assert "Traceback" not in err


def test_a_linked_workspace_is_refused(handed_in: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The folder of the scene as a link to another student's folder is not graded in his place."""
    other = handed_in.parent / "others" / SCENE
    (handed_in / SCENE).rename(other)
    (handed_in / SCENE).symlink_to(other)
    assert run(["grade", SCENE]) == 2
    assert "scene05 is a symbolic link; name the folder that it means" in capfd.readouterr().err


LINKS: dict[str, Callable[[Path, Path], None]] = {
    "a file": lambda folder, target: (folder / "saved.txt").symlink_to(target / "secret.txt"),
    "a device": lambda folder, target: (folder / "saved.txt").symlink_to("/dev/zero"),
    "a pipe": lambda folder, target: os.mkfifo(folder / "saved.txt"),
}


@pytest.mark.timeout(200)
@pytest.mark.parametrize("kind", LINKS)
def test_a_scenario_that_is_no_plain_file_is_not_read(
    handed_in: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A saved scenario that is a link, a device or a pipe is read neither by `grade` nor by `replay`."""
    folder = handed_in / SCENE / "scenarios"
    folder.mkdir()
    LINKS[kind](folder, handed_in.parent / "others")
    assert run(["replay", f"{SCENE}/scenarios/saved.txt"]) == 2
    with pytest.raises(UsageError):
        read_scenario(folder / "saved.txt")
    run(["grade", SCENE])
    out, err = capfd.readouterr()
    assert "SECRET-11" not in out + err
    assert "saved" not in out


def test_a_linked_folder_of_scenarios_is_not_read(handed_in: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The folder of saved scenarios as a link shows nothing of what it means."""
    (handed_in / SCENE / "scenarios").symlink_to(handed_in.parent / "others")
    run(["storyboard", SCENE, "--scenario", "secret"])
    out, err = capfd.readouterr()
    assert "SECRET-11" not in out + err


def test_the_laboratory_saves_nothing_through_a_link(handed_in: Path) -> None:
    """A session is not saved into a folder that a link means."""
    (handed_in / SCENE / "scenarios").symlink_to(handed_in.parent / "others")
    service = LaboratoryService.__new__(LaboratoryService)
    service.folder = Path(SCENE) / "scenarios"
    service.session = None  # type: ignore[assignment]
    import raftlab.pages.laboratory.http_server as module

    original = module.scenario_text
    module.scenario_text = lambda *given: "text"
    try:
        with pytest.raises(UsageError, match="symbolic link"):
            service.save("mine", False)
    finally:
        module.scenario_text = original
    assert "mine.txt" not in contents(handed_in.parent / "others")


def test_workspace_files_refuse_links_on_the_whole_path(tmp_path: Path) -> None:
    """A folder on the path that is a link stops reading and writing; the file of a plain path is written and read."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_file_below(tmp_path, "real/a/b.txt", b"text")
    assert read_file_below(tmp_path, "real/a/b.txt", 10) == b"text"
    for call in (
        lambda: write_file_below(tmp_path, "link/a/b.txt", b"other"),
        lambda: read_file_below(tmp_path, "link/a/b.txt", 10),
        lambda: read_regular_file(tmp_path / "real" / "a" / "b.txt", 3),
        lambda: read_regular_file(Path("/dev/zero"), 3),
    ):
        with pytest.raises(OSError):
            call()
    assert (tmp_path / "real/a/b.txt").read_bytes() == b"text"
