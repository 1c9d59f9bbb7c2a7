"""`raftlab scene` and `raftlab storyboard`, in a whole kit and in one that lacks the layers below."""

from __future__ import annotations

from pathlib import Path

from command_result import RunCommand


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
