"""What the tests of shape and names ask of a source file, from one parse of each: the parse is nearly all they cost."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Definition:
    """A function or class, at the top of a file or inside another one."""

    name: str
    line: int
    line_count: int
    is_function: bool
    docstring: str
    parameters: tuple[str, ...]
    """Those by position or name, and those by name only."""

    @property
    def has_docstring(self) -> bool:
        """Return whether it has a docstring."""
        return bool(self.docstring)


@dataclass(frozen=True)
class Import:
    """An import anywhere in a file. `import a, b`: module is "", names are both. level: the leading dots."""

    module: str
    names: tuple[str, ...]
    level: int


@dataclass(frozen=True)
class SourceOutline:
    """What a source file imports, defines and says.

    code_strings: its names, the modules that it imports from, and its string constants, docstrings left out.
    """

    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]
    code_strings: frozenset[str]


@cache
def outline_of(path: Path) -> SourceOutline:
    """Return the outline of a file; each file is parsed once in a process."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return SourceOutline(
        tuple(make_import(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)),
        tuple(make_definition(node) for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)),
        frozenset(code_strings(nodes)),
    )


def make_import(node: ast.Import | ast.ImportFrom) -> Import:
    """Return the import that a node is."""
    names = tuple(alias.name for alias in node.names)
    return Import("", names, 0) if isinstance(node, ast.Import) else Import(node.module or "", names, node.level)


def make_definition(node: ast.FunctionDef | ast.ClassDef) -> Definition:
    """Return the definition that a node is."""
    is_function = isinstance(node, ast.FunctionDef)
    parameters = (*node.args.args, *node.args.kwonlyargs) if isinstance(node, ast.FunctionDef) else ()
    return Definition(
        node.name,
        node.lineno,
        (node.end_lineno or 0) - node.lineno,
        is_function,
        ast.get_docstring(node, clean=False) or "",
        tuple(each.arg for each in parameters),
    )


def code_strings(nodes: list[ast.AST]) -> Iterator[str]:
    """Yield names, modules and string constants among a file's nodes, docstrings left out."""
    docstrings = {node.value for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node.value
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
