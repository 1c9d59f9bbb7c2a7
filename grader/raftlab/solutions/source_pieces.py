"""Pieces of a source text: each statement with its real text, its comments included, and the names that it binds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from raftlab.errors import KitError
from raftlab.skeleton import LineEdit, apply_edits, last_body_line

Block = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Import = ast.Import | ast.ImportFrom
ONE_A_LINE = "write one statement a line"


@dataclass(frozen=True)
class Piece:
    """One statement, or a value with the text that tells of it. `names`: what it binds, () for nothing by name.

    text: its lines from the first comment above it on, no line end after the last. gap: blank lines above it.
    """

    nodes: tuple[ast.stmt, ...]
    names: tuple[str, ...]
    text: str
    gap: int

    @property
    def is_block(self) -> bool:
        return isinstance(self.nodes[0], Block)

    @property
    def line(self) -> int:
        return self.nodes[0].lineno


@dataclass(frozen=True)
class ClassPieces:
    """A class in pieces. head: its lines up to the first statement, without its docstring; docstring: its lines."""

    node: ast.ClassDef
    head: str
    docstring: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class SourcePieces:
    """A text in pieces. `place` is its file in messages; head: the comment lines that it begins with."""

    place: str
    head: str
    docstring: str
    pieces: tuple[Piece, ...]
    layer: ClassPieces | None
    tree: ast.Module


def split_source(text: str, layer: str, place: str) -> SourcePieces:
    """Return the pieces of `text`, those of the class `layer` too. KitError where it is no Python, or not laid out."""
    tree = parse_module(text, place)
    lines = text.split("\n")
    head = head_comments(lines)
    docstring, body = split_docstring(lines, tree.body)
    after = tree.body[0].end_lineno or 0 if docstring else len(head)
    pieces = tuple(pieces_of(lines, body, after, len(lines), place))
    found = next((node for node in body if isinstance(node, ast.ClassDef) and node.name == layer), None)
    whole = read_class(lines, found, place) if found else None
    return SourcePieces(place, "\n".join(head), docstring, pieces, whole, tree)


def parse_module(text: str, place: str) -> ast.Module:
    """Return the syntax tree. KitError with the line where the text is no Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None)
        reason = getattr(fault, "msg", None) or str(fault)
        raise KitError(f"{place}{f', line {line}' if line else ''}: {reason}; fix the line") from None


def head_comments(lines: Sequence[str]) -> list[str]:
    """Return the comment lines at the very top."""
    count = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return list(lines[:count])


def split_docstring(lines: Sequence[str], body: list[ast.stmt]) -> tuple[str, list[ast.stmt]]:
    """Return the lines of the docstring that `body` begins with, "" for none, and the rest of it."""
    if body and is_string_statement(body[0]):
        return "\n".join(lines[body[0].lineno - 1 : body[0].end_lineno]), body[1:]
    return "", body


def is_string_statement(node: ast.stmt) -> bool:
    """Return whether the statement is a text alone: a docstring, or a remark on the value above it."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def read_class(lines: Sequence[str], node: ast.ClassDef, place: str) -> ClassPieces:
    """Return the class in pieces."""
    docstring, body = split_docstring(lines, node.body)
    first = node.body[0].lineno if docstring else commented_start_line(lines, node.body[0], node.lineno)
    if node.body[0].lineno == node.lineno:
        raise KitError(f"{place}, line {node.lineno}: class {node.name} is one line; write its body below its head")
    after = node.body[0].end_lineno or 0 if docstring else first - 1
    head = lines[decorated_start_line(node) - 1 : first - 1]
    pieces = pieces_of(lines, body, after, last_body_line(list(lines), node), place)
    return ClassPieces(node, "\n".join(head).rstrip(), docstring, tuple(pieces))


def pieces_of(lines: Sequence[str], body: Sequence[ast.stmt], after: int, end: int, place: str) -> Iterator[Piece]:
    """Yield the pieces of the statements on the lines from `after` + 1 to `end`; comments at the end go to the last."""
    for number, group in enumerate(groups := list(statements_with_remarks(body))):
        if decorated_start_line(group[0]) <= after:
            raise KitError(f"{place}, line {group[0].lineno}: two statements share a line; {ONE_A_LINE}")
        is_last = number == len(groups) - 1
        last = end if is_last else last_body_line(list(lines), group[-1])
        first = after + 1
        while not lines[first - 1].strip():
            first += 1
        text = "\n".join(lines[first - 1 : last]).rstrip()
        yield Piece(group, tuple(bound_names(group[0])), text, first - 1 - after)
        after = last


def statements_with_remarks(body: Iterable[ast.stmt]) -> Iterator[tuple[ast.stmt, ...]]:
    """Yield the statements, each with the texts right after it."""
    group: tuple[ast.stmt, ...] = ()
    for node in body:
        if group and not (is_string_statement(node) and isinstance(group[0], ast.Assign | ast.AnnAssign)):
            yield group
            group = ()
        group += (node,)
    if group:
        yield group


def decorated_start_line(node: ast.stmt) -> int:
    """Return the first line of a statement, its decorators included."""
    decorators = node.decorator_list if isinstance(node, Block) else []
    return min([node.lineno, *(each.lineno for each in decorators)])


def commented_start_line(lines: Sequence[str], node: ast.stmt, after: int) -> int:
    """Return the first line of a statement, the comments above it included, all of them after the line `after`."""
    first = decorated_start_line(node)
    while first - 1 > after and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return first


def bound_names(node: ast.stmt) -> Iterator[str]:
    """Yield what a definition or an assignment binds."""
    if isinstance(node, Block):
        yield node.name
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        if isinstance(target, ast.Name | ast.Tuple | ast.List):
            yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


def without_docstrings(text: str) -> str:
    """Return `text` without the docstrings of its classes and functions, but those that are all of a body."""
    lines = text.splitlines()
    cuts = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Block) and len(node.body) > 1 and is_string_statement(node.body[0]):
            last = node.body[0].end_lineno or node.body[0].lineno
            while last < len(lines) and not lines[last].strip():
                last += 1
            cuts.append(LineEdit(node.body[0].lineno, last))
    return apply_edits(text, cuts)


def code_lines(source: str) -> list[str]:
    """Return the lines of code: no docstrings, no lines of comments, no empty ones."""
    first = ast.parse(source).body[0]
    head = first.end_lineno if is_string_statement(first) else 0
    lines = map(str.rstrip, without_docstrings(source).splitlines()[head:])
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def is_same_code(first: Piece, second: Piece) -> bool:
    """Return whether two pieces do the same: comments, layout and docstrings aside."""
    return is_same_tree(list(first.nodes), list(second.nodes))


def is_same_tree(first: object, second: object) -> bool:
    """Return whether two nodes, lists of nodes or values of a syntax tree are equal, docstrings and places aside."""
    if type(first) is not type(second):
        return False
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(is_same_tree, first, second))
    if isinstance(first, ast.AST):
        return all(
            is_same_tree(field_without_docstring(first, name), field_without_docstring(second, name))
            for name in first._fields
        )
    return first == second


def field_without_docstring(node: object, name: str) -> object:
    """Return a field of a node; of the body of a class or function, what follows its docstring, if anything does."""
    value = getattr(node, name, None)
    if name == "body" and isinstance(node, Block) and len(node.body) > 1 and is_string_statement(node.body[0]):
        return node.body[1:]
    return value
