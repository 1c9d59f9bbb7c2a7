"""A scene in a notebook: the cell with the layer is graded, and told in words and in rich output."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from raftlab import notebook_scene as notebook_scene_module
from raftlab.kit import Kit
from raftlab.notebook_scene import CellError, NotebookScene, scene_here
from raftlab.solutions.named_solutions import read_solution

pytestmark = pytest.mark.usefixtures("shared_zygotes")

KIT = Kit(Path(__file__).parents[2])
SCENE = KIT.scene("scene02")
SKELETON = (KIT.skeletons / SCENE.id / SCENE.file).read_text(encoding="utf-8")
MUTANT_SOURCE = read_solution(KIT, KIT.reference / SCENE.id / "mutants" / "refused-leader-steps-down.py")


@pytest.fixture
def executed_cells(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the cells that were run in the notebook."""
    run: list[str] = []
    monkeypatch.setattr(notebook_scene_module, "executed_cells", lambda: run)
    monkeypatch.setenv("RAFTLAB_KIT", str(KIT.root))
    return run


@pytest.fixture
def notebook_scene(executed_cells: list[str]) -> NotebookScene:
    """Return the scene in that notebook."""
    return scene_here(SCENE.id)


def test_the_last_cell_with_the_layer_is_what_is_graded(
    notebook_scene: NotebookScene, executed_cells: list[str]
) -> None:
    """Cells that define something else, and earlier versions, are not the layer."""
    executed_cells += [MUTANT_SOURCE, SKELETON.rstrip("\n"), "x = 1"]
    shown = notebook_scene.grade()
    assert shown.text.splitlines()[-1].startswith("0 of ")
    assert "to do" in shown.text and "next: write " in shown.text


@pytest.mark.long
def test_a_failure_is_told_in_words_and_shown(
    notebook_scene: NotebookScene,
    executed_cells: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The table, the run and the storyboard stand in one output; a hidden check is a number; the same text is graded
    once, and a check that fails stops the notebook only where nbgrader runs it."""
    executed_cells.append(MUTANT_SOURCE)
    shown = notebook_scene.grade()
    markup = shown._repr_html_()
    assert markup.count("<iframe") == 2 and "the run that shows it" in markup and "the storyboard" in markup
    assert "Hidden check 1" in markup
    monkeypatch.setattr(notebook_scene, "grade", lambda *_, **__: pytest.fail("graded twice"))
    failed = next(
        check for check in notebook_scene._grade_once().result.checks if check.verdict == "FAIL" and not check.hidden
    )
    assert html.escape(failed.title) in markup
    notebook_scene.check(failed.name)
    assert failed.title in capsys.readouterr().out
    notebook_scene.hint()
    assert "hint 1 of 3" in capsys.readouterr().out
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(CellError, match="seen"):
        notebook_scene.check(failed.name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "no cell with `class Terms`"),
        ("class Terms(Server):\n  def (", "line 2"),
        ("class Terms(Server): pass", "no "),
    ],
)
def test_ungradable_cell_is_reported_in_one_line(
    notebook_scene: NotebookScene, executed_cells: list[str], text: str, expected: str
) -> None:
    """A cell that was not run, or is no layer, ends in one line."""
    executed_cells.append(text)
    with pytest.raises(CellError, match=expected) as caught:
        notebook_scene.grade()
    assert len(caught.value._render_traceback_()) == 1


def test_the_layer_can_be_a_file(tmp_path: Path, executed_cells: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a course takes files, the file beside the notebook is graded as it is now."""
    monkeypatch.chdir(tmp_path)
    there = scene_here(SCENE.id, SCENE.file)
    with pytest.raises(CellError, match="does not exist"):
        there.grade()
    (tmp_path / SCENE.file).write_text(SKELETON)
    assert there.grade().text.splitlines()[-1].startswith("0 of ")


def test_unknown_names_are_answered(notebook_scene: NotebookScene, executed_cells: list[str]) -> None:
    """An unknown scene, scenario or check is said by name."""
    executed_cells.append(SKELETON)
    with pytest.raises(CellError, match="scene2"):
        scene_here("scene2")
    with pytest.raises(CellError, match="no scenario nosuch"):
        notebook_scene.storyboard("nosuch")
    with pytest.raises(CellError, match="no check nosuch"):
        notebook_scene.check("nosuch")
