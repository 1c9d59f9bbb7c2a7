"""The code that a student wrote: the scene's holes and added functions, without the skeleton's code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from raftlab.kit import Scene
from raftlab.submission_shape import find_class

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class StudentCode:
    """The student's lines of one text, in order: number in the file (from 1) and the line."""

    numbered_lines: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        """Return the lines as one text."""
        return "".join(f"{line}\n" for _, line in self.numbered_lines)


def extract_student_code(scene: Scene, source: str, skeleton_names: frozenset[str]) -> StudentCode:
    """Return the student's code in `source`: bodies of holes, and functions that are not in `skeleton_names`.

    Docstrings are left out: the skeleton has those of the holes. The result is empty if `source` is not Python.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return StudentCode(())
    lines = source.splitlines()
    wanted = {
        number
        for function in functions_in(tree, scene)
        if function.name in scene.holes or function.name not in skeleton_names
        for number in lines_without_docstring(function)
    }
    return StudentCode(tuple((number, lines[number - 1]) for number in sorted(wanted) if number <= len(lines)))


def functions_in(tree: ast.Module, scene: Scene) -> Iterator[FunctionNode]:
    """Yield the functions of the module, and the methods of the layer."""
    layer = find_class(tree, scene.layer_class)
    for each in (*tree.body, *(layer.body if layer else ())):
        if isinstance(each, FunctionNode):
            yield each


def lines_without_docstring(function: FunctionNode) -> Iterator[int]:
    """Yield the line numbers of a function without its docstring."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    doc = range(first.lineno, (first.end_lineno or first.lineno) + 1) if has_docstring else range(0)
    yield from (n for n in range(function.lineno, (function.end_lineno or function.lineno) + 1) if n not in doc)


def skeleton_function_names(scene: Scene, skeleton: str) -> frozenset[str]:
    """Return the names of the skeleton's functions."""
    return frozenset(each.name for each in functions_in(ast.parse(skeleton), scene))
