"""`raftlab scene` and `raftlab storyboard`, in a whole kit and in one that lacks the layers below."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.kit import Kit


def test_scene_writes_its_page_without_code_of_one_s_own(raftlab: RunCommand, empty_folder: Path) -> None:
    """The page has the story and the handout, and says how to get one's own run into it."""
    ended = raftlab("scene", "scene02", "--no-browser")
    assert ended.code == 0
    text = (empty_folder / "scene02.html").read_text()
    for part in ("Previously", "The handout", "Sources", "raftlab start scene02"):
        assert part in text


def test_storyboard_is_the_same_page(raftlab: RunCommand, empty_folder: Path) -> None:
    """Without --scenario the storyboard is the scene's page; it names the other scenarios."""
    assert raftlab("scene", "scene02", "-o", "scene.html", "--no-browser").code == 0
    ended = raftlab("storyboard", "scene02", "-o", "board.html")
    assert ended.code == 0
    assert "late-answers" in ended.out
    assert (empty_folder / "scene.html").read_bytes() == (empty_folder / "board.html").read_bytes()


@pytest.mark.parametrize("command", ["start", "scene", "storyboard"])
def test_kit_without_the_layers_below_writes_nothing(
    raftlab: RunCommand, kit: Kit, empty_folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """In a wheel without the earlier scenes' layers a command says what is missing, and writes no file."""
    bare = empty_folder / "bare"
    bare.mkdir()
    for part in ("labs", "skeletons"):
        (bare / part).symlink_to(kit.root / part)
    monkeypatch.setenv("RAFTLAB_KIT", str(bare))
    ended = raftlab(command, "scene05")
    assert ended.code == 2
    assert (
        "this kit does not have the course's state_machine.py, which comes with the kit of a later scene" in ended.err
    )
    assert [path.name for path in empty_folder.iterdir()] == ["bare"]
