"""Which cell of a notebook is the layer: split, copied, emptied or unmarked cells are told, before and in the grade."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.skip_or_fail import skip_or_fail

from raftlab import notebook_scene
from raftlab.grading_models import CheckResult, Result, SubmittedFile
from raftlab.kit import Kit
from raftlab.layer_cells import choose_layer, read_notebook_layer
from raftlab.nbgrader.cell_outputs import check_reason_text, layer_comment, notebook_notes
from raftlab.nbgrader.cell_scores import SubmissionGrading
from raftlab.notebook_scene import scene_here

KIT = Kit(Path(__file__).parents[2])
SCENE = KIT.scene("scene02")
FULL = "class Terms(Server):\n    def a(self):\n        return 1\n"
HEAD, BODY = FULL[: FULL.index("        return")], FULL[FULL.index("        return") :]
OLD = "class Terms(Server):\n    pass\n"
HELPER = "import math\n\n\ndef helper():\n    return math.pi\n"


def cell(text: str, *, is_marked: bool = True, kind: str = "code") -> dict[str, Any]:
    """Return a notebook's cell."""
    mark = {"nbgrader": {"grade_id": "layer", "solution": True}} if is_marked else {}
    return {"cell_type": kind, "metadata": mark, "source": text.splitlines(keepends=True)}


@pytest.mark.parametrize(
    ("cells", "expected", "note"),
    [
        ([cell(FULL)], FULL, ""),
        ([cell(HEAD), cell(BODY, is_marked=False)], f"{HEAD}\n{BODY}", "cells 1 and 2 were taken: join them"),
        ([cell(HEAD), cell("", is_marked=False), cell(BODY, is_marked=False)], f"{HEAD}\n{BODY}", "cells 1 and 3 were"),
        (
            [cell(HEAD), cell("x", is_marked=False, kind="raw"), cell(BODY, is_marked=False)],
            f"{HEAD}\n{BODY}",
            "1 and 3",
        ),
        ([cell(HEAD), cell(f"# b\n{BODY}", is_marked=False)], f"{HEAD}\n# b\n{BODY}", "cells 1 and 2 were taken: join"),
        ([cell(HEAD), cell(f"# b\n{BODY}")], f"{HEAD}\n# b\n{BODY}", "cells 1 and 2 were taken: join"),
        ([cell(FULL), cell("x = 1", is_marked=False), cell("    y = 2", is_marked=False)], FULL, ""),
        ([cell(FULL), cell("# only a note", is_marked=False)], FULL, ""),
        ([cell(FULL), cell("    x = 1\n", is_marked=False, kind="markdown")], FULL, ""),
        ([cell(FULL), cell("    x = (\n", is_marked=False)], FULL, ""),
        ([cell(FULL), cell("x = 1\n", is_marked=False)], FULL, ""),
        ([cell(FULL), cell("")], FULL, "cells 1 and 2 are marked as the layer; cell 1 was taken: keep one"),
        ([cell(""), cell("\n"), cell(FULL)], FULL, "cell 3 was taken"),
        ([cell(FULL), cell("here.grade()")], FULL, "cell 1 was taken"),
        ([cell("x = 1\nhere.grade()"), cell(FULL)], FULL, "cell 2 was taken"),
        ([cell(OLD), cell(FULL)], FULL, "cell 2 was taken"),
        ([cell(FULL), cell(OLD)], OLD, "cell 2 was taken"),
        ([cell(HELPER), cell(FULL)], f"{HELPER}\n{FULL}", "cells 1 and 2 were taken: join them"),
        ([cell(HEAD), cell(BODY)], f"{HEAD}\n{BODY}", "cells 1 and 2 were taken"),
        ([cell("# mine"), cell(FULL, is_marked=False)], FULL, "cell 1, the layer, has no class; cell 2"),
        ([cell("text", kind="markdown", is_marked=False), cell(FULL, is_marked=False)], FULL, "no cell is marked"),
        ([cell(FULL, is_marked=False), cell(FULL, is_marked=False)], FULL, "no cell is marked as the layer; cell 1"),
        ([cell(FULL, is_marked=False), cell(OLD, is_marked=False)], "", "it is not clear which counts"),
        ([cell(FULL), cell(OLD, is_marked=False)], FULL, ""),
        ([cell("", is_marked=True)], "", ""),
        ([cell(""), cell("")], "", "all are empty, and none was taken"),
        ([cell("x = 1", is_marked=False)], "", "no cell is marked as the layer, and none has its class"),
    ],
)
def test_the_layer_is_the_marked_cell_that_holds_its_class(cells: list[Any], expected: str, note: str) -> None:
    """An empty twin never beats a full one; of two full ones the last counts; what was taken is said."""
    layer = choose_layer([*cells, "no cell"], "Terms")
    assert layer.text == expected
    assert (note in " ".join(layer.notes)) and bool(layer.notes) == bool(note)


def test_a_notebook_that_is_nested_too_deeply_is_none() -> None:
    """The reader says so as of any other broken notebook."""
    with pytest.raises(ValueError, match="nested too deeply"):
        read_notebook_layer(b'{"cells":' + b"[" * 100_000, "Terms")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_notebook_is_read_in_its_encoding(codec: str) -> None:
    """A byte order mark is nothing to tell; UTF-16 is read, and told."""
    data = json.dumps({"cells": [cell(FULL)], "metadata": {"name": "Zoë"}}, ensure_ascii=False).encode(codec)
    layer = read_notebook_layer(data, "Terms")
    assert layer.text == FULL
    assert layer.notes == (("the notebook is in UTF-16: save it as UTF-8",) if "16" in codec else ())


class Shell:
    """IPython's shell, as far as the notebook's commands look at it."""

    def __init__(self) -> None:
        self.user_ns: dict[str, object] = {}


def write_notebook(folder: Path, *cells: Any) -> None:
    """Write the scene's notebook into `folder`."""
    notebook = {"metadata": {"raftlab": {"scene": SCENE.id}}, "nbformat": 4, "nbformat_minor": 5, "cells": cells}
    (folder / f"{SCENE.id}.ipynb").write_text(json.dumps(notebook))


@pytest.mark.long
def test_the_student_is_told_before_handing_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """grade() looks at the saved notebook: twins, a lost mark, and a layer that is not the one that was run."""
    if find_spec("IPython") is None:
        skip_or_fail("needs IPython: pip install -e '.[nbgrader]'")
    source = (KIT.skeletons / SCENE.id / SCENE.file).read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAFTLAB_KIT", str(KIT.root))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr(notebook_scene, "executed_cells", lambda: [source])
    monkeypatch.setattr(notebook_scene, "ipython_shell", Shell)
    here = scene_here(SCENE.id)
    write_notebook(tmp_path, cell(source))
    assert "before you hand in" not in here.grade().text
    for cells, words in (
        ((cell(source), cell("")), "cells 1 and 2 are marked as the layer; cell 1 was taken"),
        ((cell(source, is_marked=False),), "no cell is marked as the layer; cell 1"),
        ((cell(source + "\n# newer"),), "has another layer than the cell that you ran: save it"),
    ):
        write_notebook(tmp_path, *cells)
        shown = here.grade()
        assert f"before you hand in: {words}" in shown.text.replace(f"{SCENE.id}.ipynb ", "")
        assert words in shown._repr_html_()
    (tmp_path / "other.ipynb").write_text("{}")
    assert "before you hand in" not in here.grade().text
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / f"{SCENE.id}.ipynb"))
    assert "before you hand in" in here.grade().text


def test_the_grade_tells_what_was_taken() -> None:
    """In the first check's cell, in every cell of a file that cannot be graded, and in the comment on the layer."""
    checks = tuple(CheckResult(f"test_{name}", name, "ok", 50, 50) for name in ("first", "second"))
    result = Result("0+a", SCENE.id, "Terms", 0, "L2", SubmittedFile("terms.py", "0" * 64), checks, 100, 100)
    graded = SubmissionGrading("graded", result, notes=("cell 2 was taken",))
    assert list(notebook_notes(graded, "first")) == ["about your notebook: cell 2 was taken"]
    assert list(notebook_notes(graded, "second")) == [] and "cell 2" in (layer_comment(graded) or "")
    unreadable = SubmissionGrading("unreadable", message="no class Terms", notes=("cell 2 was taken",))
    assert list(notebook_notes(unreadable, "second")) and "no class Terms" in check_reason_text(unreadable, "second")
    assert "no class Terms" in (layer_comment(unreadable) or "") and "cell 2" in (layer_comment(unreadable) or "")
