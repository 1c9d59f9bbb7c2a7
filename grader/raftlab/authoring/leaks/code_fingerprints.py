"""Fingerprints of code that stay the same when names, comments, docstrings and layout change."""

from __future__ import annotations

import ast
import hashlib
import re
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache

NODE_COUNT_MINIMUM = 30
"""Smaller pieces of code are too common to tell where they come from."""
RENAMED_NODE_COUNT_MINIMUM = 60
"""The same, where the names of attributes do not count either."""
BLOCK_HEADER = re.compile(r"^[ \t]*(?:def|class|for|while|if|with|try)\b.*:\s*(?:#.*)?$")
MARK = r"^[ \t]*(?:>>>|\.\.\.|[#>|+*;%-]|//|\d+[ \t]*[:.)|]?)[ \t]?"
LINE_MARK = re.compile(MARK, re.M)
"""What stands before a line of a comment, a quotation, a list, a table, a difference, a dialogue or a numbered text."""
MARKED_HEADER = re.compile(MARK + r"[ \t]*(?:def|class|for|while|if|with|try)\b.*:\s*$", re.M)
PIECES = (ast.FunctionDef, ast.For, ast.While, ast.If, ast.With, ast.Try)
SKIPPED_FIELDS = frozenset(
    {"annotation", "returns", "type_comment", "ctx", "simple", "type_params", "kind", "decorator_list"}
)


@lru_cache(maxsize=20_000)
def code_fingerprints(text: str) -> frozenset[str]:
    """Return the fingerprints of the functions, loops and branches in a Python file, or in another text."""
    found: set[str] = set()
    tree = parse_code(text) if "def " in text or "class " in text else None
    if tree is None:
        found |= block_fingerprints(text)
    else:
        found.update(tree_fingerprints(tree))
        for node in ast.walk(tree):  # code in a string, as a template
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
                found |= block_fingerprints(node.value)
    if MARKED_HEADER.search(text):
        found |= block_fingerprints(LINE_MARK.sub("", text))
    return frozenset(found)


def parse_code(text: str) -> ast.Module | None:
    """Return the tree of a Python text, None if it is none."""
    try:
        with warnings.catch_warnings():  # of a text that only looks like code
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def block_fingerprints(text: str) -> set[str]:
    """Return the fingerprints of the indented blocks of code in a text, each parsed by itself."""
    found: set[str] = set()
    lines = text.splitlines()
    position = 0
    while position < len(lines):
        block = indented_block(lines, position) if BLOCK_HEADER.match(lines[position]) else []
        tree = parse_code(textwrap.dedent("\n".join(block)) + "\n") if len(block) > 1 else None
        if tree is not None:
            found.update(tree_fingerprints(tree))
        position += len(block) if tree is not None else 1
    return found


def indented_block(lines: Sequence[str], position: int) -> Sequence[str]:
    """Return the header at `position` with the deeper lines below it."""
    depth = indentation(lines[position])
    end = position + 1
    while end < len(lines) and (not lines[end].strip() or indentation(lines[end]) > depth):
        end += 1
    return lines[position:end]


def indentation(line: str) -> int:
    """Return the number of blanks before the text of a line."""
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def tree_fingerprints(tree: ast.Module) -> Iterator[str]:
    """Yield the fingerprints of each large enough function, loop and branch: with the attributes' names and without."""
    for node in ast.walk(tree):
        if isinstance(node, PIECES):
            for shape, minimum in (
                (TreeShape(False), NODE_COUNT_MINIMUM),
                (TreeShape(True), RENAMED_NODE_COUNT_MINIMUM),
            ):
                tokens = list(shape.node_tokens(node))
                if sum(token[0].isupper() for token in tokens) >= minimum:
                    yield hashlib.sha256("\n".join(tokens).encode()).hexdigest()[:32]


class TreeShape:
    """The shape of one tree: kinds of nodes, attributes and constants, and for each local name its number.

    Docstrings, annotations and the name of a function are left out. An annotated assignment reads as a plain one.
    numbers_attributes: give attributes numbers, too.
    """

    def __init__(self, numbers_attributes: bool) -> None:
        self._numbered_fields = ("id", "arg", "attr") if numbers_attributes else ("id", "arg")
        self._numbers: dict[str, str] = {}

    def node_tokens(self, node: ast.AST) -> Iterator[str]:
        """Yield the tokens of a tree."""
        yield "Assign" if isinstance(node, ast.AnnAssign) else type(node).__name__
        for field, value in ast.iter_fields(node):
            if field in SKIPPED_FIELDS or (field == "name" and isinstance(node, ast.FunctionDef)):
                continue
            if field in self._numbered_fields and isinstance(value, str):
                key = f".{value}" if field == "attr" else value
                yield self._numbers.setdefault(key, f"n{len(self._numbers)}")
            elif field == "body" and isinstance(node, ast.FunctionDef) and ast.get_docstring(node, False) is not None:
                yield from self.field_tokens(value[1:])
            else:
                yield from self.field_tokens(value)

    def field_tokens(self, value: object) -> Iterator[str]:
        """Yield the tokens of a field: a node, a list of nodes, or a plain value."""
        if isinstance(value, ast.AST):
            yield from self.node_tokens(value)
        elif isinstance(value, list):
            yield "["
            for each in value:
                yield from self.field_tokens(each)
            yield "]"
        elif value is not None:
            yield f"={value!r}"
