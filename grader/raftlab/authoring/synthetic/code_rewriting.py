"""Rewriting code as another student might: added comments and, in a copy, renamed local variables."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from random import Random

from raftlab.kit import Scene
from raftlab.skeleton import FunctionNode, find_holes

COMMENTS = (
    "see the paper",
    "why does this work?",
    "checked twice",
    "not sure about this",
    "was wrong before",
    "ok now",
)
VARIABLE_NAMES = ("tmp", "val", "cur", "item", "best", "found", "mine", "left")


def add_comments(text: str, rng: Random, author: str) -> str:
    """Return `text` with a few comments and the name of `author`; the code does the same."""
    lines = text.splitlines()
    strings = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    quoted = {n for node in strings for n in range(node.lineno - 1, node.end_lineno or node.lineno)}
    bodies = [
        n
        for n, line in enumerate(lines)
        if n not in quoted and line.startswith("        ") and line.rstrip().endswith(":")
    ]
    for n in sorted(rng.sample(bodies, min(2, len(bodies))), reverse=True):
        indent = " " * (len(lines[n]) - len(lines[n].lstrip()) + 4)
        lines.insert(n + 1, f"{indent}# {rng.choice(COMMENTS)}")
    return "\n".join([*lines, f"# handed in by {author}", ""])


def rename_locals(scene: Scene, text: str, rng: Random) -> str:
    """Return `text` with other names for the local variables of the scene's holes."""
    lines = text.splitlines(keepends=True)
    fresh = iter(rng.sample([f"{name}{n}" for name in VARIABLE_NAMES for n in range(10)], len(VARIABLE_NAMES) * 10))
    places: list[tuple[int, int, str, str]] = []
    for hole in find_holes(ast.parse(text), scene):
        names = {name: next(fresh) for name in local_variables(hole)}
        places += [
            (node.lineno, node.col_offset, node.id, names[node.id])
            for node in ast.walk(hole)
            if isinstance(node, ast.Name) and node.id in names
        ]
    for line, column, old, new in sorted(places, reverse=True):
        row = lines[line - 1]
        lines[line - 1] = row[:column] + new + row[column + len(old) :]
    return "".join(lines)


def local_variables(hole: FunctionNode) -> Iterator[str]:
    """Yield the local variables of a function, sorted; none if it has f-strings, in which names cannot be located."""
    nodes = list(ast.walk(hole))
    if any(isinstance(node, ast.JoinedStr | ast.Global | ast.Nonlocal) for node in nodes):
        return
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    yield from sorted(name for name in stored if name.isascii())
