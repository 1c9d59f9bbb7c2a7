"""Which text of a notebook is the layer: cells can be split, copied, emptied, or lose the mark that names them."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LAYER_GRADE_ID = "layer"
"""The grade id of the cell that holds the layer."""
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)


@dataclass(frozen=True)
class LayerText:
    """The text of the layer in a notebook, and what the student should know about it."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotebookCell:
    """One cell: its number in the notebook, from 1, its text, and whether it is marked as the layer."""

    number: int
    text: str
    is_marked: bool
    is_code: bool


def decode_notebook(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the JSON text of a notebook, and a note on its encoding. UnicodeDecodeError if it is no text."""
    if data[:2] in BYTE_ORDER_MARKS or data[:200].count(0) * 4 > len(data[:200]):
        codec = BYTE_ORDER_MARKS.get(data[:2]) or ("utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
        return data.decode(codec).removeprefix("\ufeff"), ("the notebook is in UTF-16: save it as UTF-8",)
    return data.decode("utf-8-sig"), ()


def cell_grade_id(cell: Mapping[str, Any]) -> str:
    """Return a cell's grade id; "" for none, also if the submission's metadata is malformed."""
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    found = mark.get("grade_id") if isinstance(mark, Mapping) else None
    return found if isinstance(found, str) else ""


def read_cells(cells: Sequence[Any]) -> list[NotebookCell]:
    """Return the cells of a notebook's JSON."""
    found = []
    for number, cell in enumerate(cells, 1):
        if isinstance(cell, Mapping):
            source = cell.get("source", "")
            text = "".join(map(str, source)) if isinstance(source, list) else str(source)
            is_marked = cell_grade_id(cell) == LAYER_GRADE_ID
            found.append(NotebookCell(number, text, is_marked, cell.get("cell_type") == "code"))
    return found


def choose_layer(cells: Sequence[Any], class_name: str) -> LayerText:
    """Return the layer in a notebook's cells. An empty cell never counts where another one holds the class.

    Of several marked cells that hold the class the last one counts, as when the notebook is run from top to bottom.
    """
    known = read_cells(cells)
    marked = [cell for cell in known if cell.is_marked]
    holders = [cell for cell in marked if has_class(cell.text, class_name)]
    if holders:
        layer = marked_layer(marked, holders[-1])
        return layer if len(marked) > 1 else with_unmarked_rest(known, holders[-1], layer)
    strays = [cell for cell in known if not cell.is_marked and cell.is_code and has_class(cell.text, class_name)]
    if len({cell.text for cell in strays}) == 1:
        lost = "no cell is marked as the layer" if not marked else f"cell {marked[-1].number}, the layer, has no class"
        return LayerText(strays[0].text, (f"{lost}; cell {strays[0].number}, which has class {class_name}, was taken",))
    if strays:
        numbers = cell_numbers_text(strays)
        return LayerText(
            "", (f"no marked cell has class {class_name}, and {numbers} have: it is not clear which counts",)
        )
    full = [cell for cell in marked if cell.text.strip()]
    if not marked:
        return LayerText("", ("no cell is marked as the layer, and none has its class",))
    return LayerText(full[-1].text if full else "", marked_cells_note(marked, full[-1:]))


def marked_layer(marked: Sequence[NotebookCell], holder: NotebookCell) -> LayerText:
    """Return the layer in a marked cell, with the other marked cells that are parts of it: of a split cell."""
    parts = [cell for cell in marked if cell is holder or is_split_cell_rest(cell.text, holder.text)]
    joined = "\n".join(cell.text for cell in parts)
    if len(parts) > 1 and (is_python(joined) or not is_python(holder.text)):
        return LayerText(joined, marked_cells_note(marked, parts))
    return LayerText(holder.text, marked_cells_note(marked, [holder]))


def with_unmarked_rest(cells: Sequence[NotebookCell], holder: NotebookCell, layer: LayerText) -> LayerText:
    """Return the layer with the indented cells below its only cell: the rest of a split cell without its mark.

    Texts and empty cells between the parts are no part of the class.
    """
    parts = [holder]
    for cell in cells:
        if cell.number > holder.number and cell.is_code and cell.text.strip():
            if not is_indented(cell.text):
                break
            parts.append(cell)
    joined = "\n".join(cell.text for cell in parts)
    if len(parts) == 1 or not is_python(joined):
        return layer
    numbers = cell_numbers_text(parts)
    return LayerText(joined, (f"{numbers} are parts of one class; {numbers} were taken: join them in one cell",))


def is_indented(text: str) -> bool:
    """Return whether the first line of code is indented, as in the rest of a split class."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return next(lines, "")[:1] in (" ", "\t") and bool(text.strip())


def has_class(text: str, class_name: str) -> bool:
    """Return whether a text defines the class."""
    return re.search(rf"^class {re.escape(class_name)}\b", text, re.M) is not None


def is_split_cell_rest(text: str, holder_text: str) -> bool:
    """Return whether a text is the rest of a split cell: indented lines, or definitions that the other lacks."""
    if not text.strip():
        return False
    if is_indented(text):
        return True
    tree, other = parse_or_none(text), parse_or_none(holder_text)
    if tree is None or not all(isinstance(node, DEFINITIONS) or is_docstring(node) for node in tree.body):
        return False
    names = {getattr(node, "name", "") for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return not names & {getattr(node, "name", "") for node in other.body} if other else True


def is_docstring(node: ast.stmt) -> bool:
    """Return whether a statement is a text alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_python(text: str) -> bool:
    """Return whether a text can be parsed."""
    return parse_or_none(text) is not None


def parse_or_none(text: str) -> ast.Module | None:
    """Return the syntax tree of a text, None if it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def marked_cells_note(marked: Sequence[NotebookCell], chosen: Sequence[NotebookCell]) -> tuple[str, ...]:
    """Return the note on several marked cells: which counts. Nothing for a single one."""
    if len(marked) < 2:
        return ()
    taken = (
        f"{cell_numbers_text(chosen)} {'were' if len(chosen) > 1 else 'was'}"
        if chosen
        else "all are empty, and none was"
    )
    repair = "join them in one cell" if len(chosen) > 1 else "keep one of them"
    return (f"{cell_numbers_text(marked)} are marked as the layer; {taken} taken: {repair}",)


def cell_numbers_text(cells: Sequence[NotebookCell]) -> str:
    """Return the numbers of cells in words."""
    numbers = " and ".join(str(cell.number) for cell in cells)
    return f"cell{'s' if len(cells) > 1 else ''} {numbers}"


def read_notebook_layer(data: bytes, class_name: str) -> LayerText:
    """Return the layer in the bytes of a notebook. ValueError if they are no notebook."""
    text, notes = decode_notebook(data)
    try:
        notebook = json.loads(text)
    except RecursionError:
        raise ValueError("its cells are nested too deeply") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it has no cells")
    layer = choose_layer(cells, class_name)
    return LayerText(layer.text, (*notes, *layer.notes))
