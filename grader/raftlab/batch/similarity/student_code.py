"""Extracts a student's own code: holes and added functions, without the skeleton's code; of a design, the defence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from raftlab.design.design_document import split_defence
from raftlab.kit import Scene
from raftlab.submission_shape import find_class

CITATION = re.compile(r"`[^`\n]*`")
SENTENCE_END = re.compile(r"(?<=[.:;!?])\s+")
LIST_MARK = re.compile(r"\s{0,3}[-*]\s+")

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

    Docstrings are left out: the skeleton has those of the holes. The result is empty if `source` is not Python. Of a
    design, only the sentences of its defence are the student's own: many students find the same values.
    """
    if scene.is_design:
        return StudentCode(tuple(defence_sentences(source)))
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return StudentCode(())
    lines = source.splitlines()
    wanted = {
        number
        for function in functions_in(tree, scene)
        if function.name in scene.holes or function.name not in skeleton_names
        for number in line_numbers_without_docstring(function)
    }
    return StudentCode(tuple((number, lines[number - 1]) for number in sorted(wanted) if number <= len(lines)))


def defence_sentences(source: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a design's defence, however they are wrapped, with a sign for what they cite.

    The number is the line at which the sentence's paragraph or item begins, in design and defence as one text.
    """
    _, defence = split_defence(source)
    first = len(source.splitlines()) - len(defence.splitlines()) + 1
    parts: list[tuple[int, str]] = []
    is_open = False
    for number, line in enumerate(defence.splitlines(), start=first):
        if is_open and line.strip() and not LIST_MARK.match(line):
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} {line.strip()}")
        elif line.strip():
            parts.append((number, LIST_MARK.sub("", line, count=1).strip()))
        is_open = bool(line.strip()) and not line.startswith("#")
    for number, part in parts:
        for sentence in SENTENCE_END.split(CITATION.sub("`…`", part)):
            yield number, sentence


def functions_in(tree: ast.Module, scene: Scene) -> Iterator[FunctionNode]:
    """Yield the functions of the module, and the methods of the layer."""
    layer = find_class(tree, scene.layer_class)
    for each in (*tree.body, *(layer.body if layer else ())):
        if isinstance(each, FunctionNode):
            yield each


def line_numbers_without_docstring(function: FunctionNode) -> Iterator[int]:
    """Yield the line numbers of a function without its docstring."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    doc = range(first.lineno, (first.end_lineno or first.lineno) + 1) if has_docstring else range(0)
    yield from (n for n in range(function.lineno, (function.end_lineno or function.lineno) + 1) if n not in doc)


def skeleton_function_names(scene: Scene, skeleton: str) -> frozenset[str]:
    """Return the names of the skeleton's functions."""
    return frozenset(each.name for each in functions_in(ast.parse(skeleton), scene))
