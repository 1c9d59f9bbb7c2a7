"""The source notebook of a scene: story, the layer to write, and a locked cell for each check with its points."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from raftlab.kit import Kit, Scene
from raftlab.nbgrader.gradable import Gradable
from raftlab.nbgrader.story import story

LAYER = "layer"
"""The grade id of the cell that holds the layer."""
MARK = "raftlab"
"""The key of a notebook's metadata that tells which scene it is, and which file holds the layer instead of a cell."""
SCHEMA = 3
WIDTH = 100
"""Of a comment in a cell: wider ones are cut off beside JupyterLab's side bars."""
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"

IN_A_CELL = """\
## In this notebook

The file `{file}` is the cell below: all of your layer stands in it, and its text alone is graded; cells that you add
are yours. Run it after every change, then run `here.grade()`. `here.hint()` gives a nudge.

This notebook needs the kit of your course in its kernel (`pip install` of the kit that was released to you).
"""
IN_A_FILE = """\
## In this notebook

Your layer is the file `{file}` beside this notebook: edit it in any editor, save it, then run `here.grade()`; the file
is what you hand in, and its text alone is graded. `here.hint()` gives a nudge.

This notebook needs the kit of your course in its kernel (`pip install` of the kit that was released to you).
"""
CHECKS = """\
## The checks

Each cell below is one check with its points. It is run again on the course's own machine: what you change here changes
nothing there.{hidden}
"""
SETUP = """\
from raftlab.notebook import scene_here

here = scene_here({arguments})
"""


def source_notebook(kit: Kit, scene: Scene, checks: tuple[Gradable, ...], *, in_file: bool = False) -> Any:
    """Return the notebook that staff keep. in_file: the layer is a file beside it, and the notebook has no cell for it.

    The cell of the layer is one solution region: whatever tool strips solutions leaves nothing of it.
    """
    from nbformat import v4

    cells = list(cells_of(kit, scene, checks, in_file))
    for number, cell in enumerate(cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "story")
        cell.id = f"{number:02}-{grade_id}"[:64]  # the same on every run
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
        MARK: {"scene": scene.id, "file": scene.file if in_file else ""},
    }
    return v4.new_notebook(cells=cells, metadata=metadata)


def cells_of(kit: Kit, scene: Scene, checks: tuple[Gradable, ...], in_file: bool) -> Iterator[Any]:
    """Yield the cells."""
    from nbformat import v4

    before, after = story(scene)
    yield v4.new_markdown_cell(before)
    yield v4.new_markdown_cell((IN_A_FILE if in_file else IN_A_CELL).format(file=scene.file).strip())
    arguments = f'"{scene.id}", "{scene.file}"' if in_file else f'"{scene.id}"'
    yield locked("setup", SETUP.format(arguments=arguments))
    if not in_file:
        yield solution(LAYER, f"{BEGIN}\n{kit.solution(scene).source.rstrip()}\n{END}\n")
    yield locked("grade_here", "here.grade()")
    if after:
        yield v4.new_markdown_cell(after)
    many = sum(check.hidden for check in checks)
    hidden = f" {many} of them are hidden and run when you submit." if many else ""
    yield v4.new_markdown_cell(CHECKS.format(hidden=hidden).strip())
    for check in checks:
        yield graded(check)


def graded(check: Gradable) -> Any:
    """Return the locked cell of one check. A hidden one's has nothing to run."""
    worth = f"{check.points} point{'' if check.points == 1 else 's'}"
    if check.hidden:
        text = f"# {check.title} ({worth}): it runs when you submit."
    else:
        title = textwrap.fill(f"{check.title} ({worth})", WIDTH, initial_indent="# ", subsequent_indent="# ")
        text = f'{title}\nhere.check("{check.grade_id}")'
    return code(check.grade_id, text, grade=True, locked=True, points=check.points)


def locked(grade_id: str, text: str) -> Any:
    """Return a cell that students run and do not change."""
    return code(grade_id, text, locked=True)


def solution(grade_id: str, text: str) -> Any:
    """Return a cell that students write."""
    return code(grade_id, text, solution=True)


def code(grade_id: str, text: str, *, points: int | None = None, **roles: bool) -> Any:
    """Return a code cell with its roles in nbgrader."""
    from nbformat import v4

    kind = {"grade": False, "solution": False, "locked": False, "task": False} | roles
    mark: dict[str, Any] = {"schema_version": SCHEMA, "grade_id": grade_id, "cell_type": "code", **kind}
    if points is not None:
        mark["points"] = points
    return v4.new_code_cell(text.rstrip("\n"), metadata={"nbgrader": mark})
