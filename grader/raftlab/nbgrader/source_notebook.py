"""The source notebook of a scene: story, the layer to write, and a locked cell for each check with its points."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from raftlab.kit import Kit, Scene
from raftlab.nbgrader.grade_cells import GradeCell
from raftlab.nbgrader.handout_text import split_handout

LAYER_GRADE_ID = "layer"
"""The grade id of the cell that holds the layer."""
METADATA_KEY = "raftlab"
"""The key of a notebook's metadata that tells which scene it is, and which file holds the layer instead of a cell."""
SCHEMA_VERSION = 3
COMMENT_WIDTH = 100
"""Of a comment in a cell: wider ones are cut off beside JupyterLab's side bars."""
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"

CELL_INSTRUCTIONS = """\
## In this notebook

The file `{file}` is the cell below: all of your layer stands in it, and its text alone is graded; cells that you add
are yours. Run it after every change, then run `here.grade()`. `here.hint()` gives a nudge.

This notebook needs the kit of your course in its kernel (`pip install` of the kit that was released to you).
"""
FILE_INSTRUCTIONS = """\
## In this notebook

Your layer is the file `{file}` beside this notebook: edit it in any editor, save it, then run `here.grade()`; the file
is what you hand in, and its text alone is graded. `here.hint()` gives a nudge.

This notebook needs the kit of your course in its kernel (`pip install` of the kit that was released to you).
"""
CHECKS_INTRODUCTION = """\
## The checks

Each cell below is one check with its points. It is run again on the course's own machine: what you change here changes
nothing there.{hidden}
"""
SETUP_CODE = """\
from raftlab.notebook import scene_here

here = scene_here({arguments})
"""


def make_source_notebook(
    kit: Kit, scene: Scene, grade_cells: tuple[GradeCell, ...], *, layer_in_file: bool = False
) -> Any:
    """Return the notebook that staff keep. layer_in_file: the layer is a file beside it, and the notebook has no cell for it.

    The cell of the layer is one solution region: whatever tool strips solutions leaves nothing of it.
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
    """Yield the cells."""
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
    many = sum(check.is_hidden for check in grade_cells)
    hidden = f" {many} of them are hidden and run when you submit." if many else ""
    yield v4.new_markdown_cell(CHECKS_INTRODUCTION.format(hidden=hidden).strip())
    for check in grade_cells:
        yield check_cell(check)


def check_cell(grade_cell: GradeCell) -> Any:
    """Return the locked cell of one check. A hidden one's has nothing to run."""
    worth = f"{grade_cell.points} point{'' if grade_cell.points == 1 else 's'}"
    if grade_cell.is_hidden:
        text = f"# {grade_cell.title} ({worth}): it runs when you submit."
    else:
        title = textwrap.fill(
            f"{grade_cell.title} ({worth})", COMMENT_WIDTH, initial_indent="# ", subsequent_indent="# "
        )
        text = f'{title}\nhere.check("{grade_cell.grade_id}")'
    return code_cell(grade_cell.grade_id, text, grade=True, locked=True, points=grade_cell.points)


def locked_cell(grade_id: str, text: str) -> Any:
    """Return a cell that students run and do not change."""
    return code_cell(grade_id, text, locked=True)


def solution_cell(grade_id: str, text: str) -> Any:
    """Return a cell that students write."""
    return code_cell(grade_id, text, solution=True)


def code_cell(grade_id: str, text: str, *, points: int | None = None, **roles: bool) -> Any:
    """Return a code cell with its roles in nbgrader."""
    from nbformat import v4

    kind = {"grade": False, "solution": False, "locked": False, "task": False} | roles
    mark: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "grade_id": grade_id, "cell_type": "code", **kind}
    if points is not None:
        mark["points"] = points
    return v4.new_code_cell(text.rstrip("\n"), metadata={"nbgrader": mark})
