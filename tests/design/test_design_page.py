"""The page of a design scene, and a part of a run as a picture."""

from __future__ import annotations

from pathlib import Path

from raftlab.cli.main import run
from raftlab.design.design_measurement import MeasuredRun
from raftlab.kit import find_kit
from raftlab.pages.handout.design_scene_page import design_scene_page
from raftlab.pages.storyboard.story_file import read_story


def test_page_tells_the_story_panel_by_panel() -> None:
    """The page has each panel of the story with its picture, the question before its panel, and the handout."""
    scene = next(scene for scene in find_kit().scenes if scene.is_design)
    story = read_story(scene)
    page = design_scene_page(scene, [], "no designs here")
    places = [page.index(f'id="panel-{panel.name}"') for panel in story.panels]
    assert places == sorted(places)
    assert story.question is not None
    assert page.index('id="question"') < page.index(f'id="panel-{story.question.panel}"')
    assert page.count("data:image/svg+xml") == len(story.panels) + 1
    assert "no designs here" in page
    assert 'id="handout"' in page


def test_scene_command_writes_the_page_without_a_design(tmp_path: Path) -> None:
    """`raftlab scene` writes the page of a design scene, and says what is not chosen yet."""
    kit = find_kit()
    scene = next(scene for scene in kit.scenes if scene.is_design)
    page = tmp_path / "page.html"
    skeleton = kit.skeletons / scene.id / scene.file
    assert run(["scene", scene.id, "--submission", str(skeleton), "-o", str(page), "--no-browser"]) == 0
    assert "Not chosen yet: " in page.read_text(encoding="utf-8")


def test_part_of_a_run_keeps_the_leader_of_its_beginning() -> None:
    """A part of a run has the events of its time, and the leader that led when it began."""
    replay = MeasuredRun(
        writes=((10.0, 1.0), (150.0, 1.0)),
        reads=((250.0, 1.0),),
        stale=((160.0, "x=1", "2"),),
        leaders=((0.0, 1, "S1"), (90.0, 2, "S2"), (180.0, 3, "S3")),
        faults=(("cut leader", 20.0, 110.0), ("lose all", 210.0, 220.0)),
        log_sizes=((150.0, 3),),
        end_ms=300.0,
    )
    part = replay.part(100, 200)
    assert part.writes == ((150.0, 1.0),)
    assert not part.reads
    assert part.leaders == ((90.0, 2, "S2"), (180.0, 3, "S3"))
    assert [kind for kind, _, _ in part.faults] == ["cut leader"]
    assert (part.start_ms, part.end_ms) == (100, 200)
