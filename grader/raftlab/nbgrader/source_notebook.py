"""The source notebook of a scene: the handout, the layer to write, and a locked cell with points for each check."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from raftlab.count_text import count_text
from raftlab.kit import Kit, Scene
from raftlab.layer_cells import LAYER_GRADE_ID
from raftlab.nbgrader.grade_cells import GradeCell
from raftlab.nbgrader.handout_text import split_handout

METADATA_KEY = "raftlab"
"""The metadata key with the notebook's scene, and the file that holds the layer instead of a cell."""
SCHEMA_VERSION = 3
COMMENT_WIDTH = 100
"""The width of comments in a cell: JupyterLab's side bars cut off wider ones."""
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"

CELL_INSTRUCTIONS = """\
## In this notebook

The cell below is the file `{file}`. Write your whole layer in it: only its text is graded. You may add cells of your
own. Run the cell after every change, then run `here.grade()`. `here.hint()` shows a hint.

This notebook needs the kit of your course in its kernel (`pip install` of the kit that was released to you).
"""
FILE_INSTRUCTIONS = """\
## In this notebook

Your layer is the file `{file}` beside this notebook. Edit it in any editor, save it, then run `here.grade()`. Submit
the file: only its text is graded. `here.hint()` shows a hint.

This notebook needs the kit of your course in its kernel (`pip install` of the kit that was released to you).
"""
CHECKS_INTRODUCTION = """\
## The checks

Each cell below is one check with its points. The course's own machine runs them again, so changes to these cells have
no effect.{hidden}
"""
SETUP_CODE = """\
from raftlab.notebook_scene import scene_here

here = scene_here({arguments})
"""


def make_source_notebook(
    kit: Kit, scene: Scene, grade_cells: tuple[GradeCell, ...], *, layer_in_file: bool = False
) -> Any:
    """Return the notebook for staff. layer_in_file: the layer is a file beside it, and the notebook has no cell for it.

    The layer's cell is a single solution region, so a tool that strips solutions leaves nothing of it.
    """
    from nbformat import v4

    cells = list(notebook_cells(kit, scene, grade_cells, layer_in_file))
    for number, cell in enumerate(cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "story")
        cell.id = f"{number:02}-{grade_id}"[:64]  # the same on every run
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
        METADATA_KEY: {"scene": scene.id, "file": scene.file if layer_in_file else ""},
    }
    return v4.new_notebook(cells=cells, metadata=metadata)


def notebook_cells(kit: Kit, scene: Scene, grade_cells: tuple[GradeCell, ...], layer_in_file: bool) -> Iterator[Any]:
    """Yield the cells of the notebook."""
    from nbformat import v4

    before, after = split_handout(scene)
    yield v4.new_markdown_cell(before)
    yield v4.new_markdown_cell(
        (FILE_INSTRUCTIONS if layer_in_file else CELL_INSTRUCTIONS).format(file=scene.file).strip()
    )
    arguments = f'"{scene.id}", "{scene.file}"' if layer_in_file else f'"{scene.id}"'
    yield locked_cell("setup", SETUP_CODE.format(arguments=arguments))
    if not layer_in_file:
        yield solution_cell(
            LAYER_GRADE_ID, f"{BEGIN_SOLUTION}\n{kit.solution_layer(scene).source.rstrip()}\n{END_SOLUTION}\n"
        )
    yield locked_cell("grade_here", "here.grade()")
    if after:
        yield v4.new_markdown_cell(after)
    hidden_count = sum(check.is_hidden for check in grade_cells)
    hidden = f" {hidden_count} of them are hidden and run when you submit." if hidden_count else ""
    yield v4.new_markdown_cell(CHECKS_INTRODUCTION.format(hidden=hidden).strip())
    for check in grade_cells:
        yield make_check_cell(check)


def make_check_cell(grade_cell: GradeCell) -> Any:
    """Return the locked cell of one check. For a hidden check it has nothing to run."""
    points_text = count_text(grade_cell.points, "point")
    if grade_cell.is_hidden:
        text = f"# {grade_cell.title} ({points_text}): it runs when you submit."
    else:
        title = textwrap.fill(
            f"{grade_cell.title} ({points_text})", COMMENT_WIDTH, initial_indent="# ", subsequent_indent="# "
        )
        text = f'{title}\nhere.check("{grade_cell.grade_id}")'
    return code_cell(grade_cell.grade_id, text, grade=True, locked=True, points=grade_cell.points)


def locked_cell(grade_id: str, text: str) -> Any:
    """Return a cell that students run but cannot change."""
    return code_cell(grade_id, text, locked=True)


def solution_cell(grade_id: str, text: str) -> Any:
    """Return a cell that students write."""
    return code_cell(grade_id, text, solution=True)


def code_cell(grade_id: str, text: str, *, points: int | None = None, **roles: bool) -> Any:
    """Return a code cell with nbgrader's metadata."""
    from nbformat import v4

    kind = {"grade": False, "solution": False, "locked": False, "task": False} | roles
    metadata: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "grade_id": grade_id, "cell_type": "code", **kind}
    if points is not None:
        metadata["points"] = points
    return v4.new_code_cell(text.rstrip("\n"), metadata={"nbgrader": metadata})
