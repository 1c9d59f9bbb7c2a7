"""A skeleton: a scene's reference file with its holes emptied. It is generated, never written by hand.

The edits use the positions in the syntax tree, so the comments and layout of the other parts stay as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from raftlab.design.design_text_edit import design_skeleton
from raftlab.errors import KitError
from raftlab.kit import Kit, Scene
from raftlab.server import Server

LINE_LENGTH = 120

DefinitionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class LineEdit:
    """Replace the lines `first` to `last` (from 1, inclusive) with `text`."""

    first: int
    last: int
    text: str = ""


def make_skeleton(kit: Kit, scene: Scene) -> str:
    """Return the skeleton of `scene`, generated from its reference. KitError if the reference lacks a hole."""
    source = kit.solution_layer(scene).source
    return design_skeleton(source) if scene.is_design else empty_holes(source, scene)


def empty_holes(source: str, scene: Scene) -> str:
    """Return `source` with the scene's holes emptied, and without the helpers and imports that only they used."""
    holes = find_holes(ast.parse(source), scene)
    emptied = apply_edits(source, [hole_edit(source, hole, scene.id) for hole in holes])
    while edits := list(unused_helper_edits(source, emptied, scene)):
        emptied = apply_edits(emptied, edits)
    return apply_edits(emptied, list(import_removal_edits(source, emptied)))


def find_holes(tree: ast.Module, scene: Scene) -> list[FunctionNode]:
    """Return the functions that scene.toml names: methods of the layer, or functions of the module."""
    functions = {each.name: each for each in tree.body if isinstance(each, FunctionNode)}
    for each in tree.body:
        if isinstance(each, ast.ClassDef) and each.name == scene.layer_class:
            functions |= {method.name: method for method in each.body if isinstance(method, FunctionNode)}
    missing = [name for name in scene.holes if name not in functions]
    if missing:
        raise KitError(
            f"{scene.id}: {scene.file} has no {missing[0]}, which scene.toml names as a hole; fix one of them"
        )
    return [functions[name] for name in scene.holes]


def hole_edit(source: str, hole: FunctionNode, scene_id: str) -> LineEdit:
    """Return the edit that replaces the hole's body, from its first comment to its last, and keeps its docstring."""
    lines = source.splitlines()
    indent = " " * (hole.col_offset + 4)
    text = f"{indent}# TODO({scene_id}): replace the next line.\n{indent}raise NotImplementedError\n"
    return LineEdit(first_body_line(lines, hole), last_body_line(lines, hole), text)


def first_body_line(lines: list[str], hole: FunctionNode) -> int:
    """Return the first line of the hole's body: the one after its docstring, or its first comment or statement."""
    if ast.get_docstring(hole, clean=False) is not None:
        return (hole.body[0].end_lineno or 0) + 1
    first = hole.body[0].lineno
    while lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return first


def last_body_line(lines: list[str], hole: ast.stmt) -> int:
    """Return the last line of `hole`, with the comments after its last statement that are indented in its body."""
    last = end = hole.end_lineno or hole.lineno
    for number, line in enumerate(lines[end:], start=end + 1):
        indent = len(line) - len(line.lstrip())
        if line.strip() and not (line.lstrip().startswith("#") and indent > hole.col_offset):
            break
        if line.strip():
            last = number
    return last


def unused_helper_edits(source: str, emptied_source: str, scene: Scene) -> Iterator[LineEdit]:
    """Yield the edits that remove definitions which `source` uses and `emptied_source` no longer does."""
    before, after = mentioned_names(ast.parse(source)), mentioned_names(ast.parse(emptied_source))
    for scope, definition in definitions_in(ast.parse(emptied_source), scene.layer_class):
        name = defined_name(definition)
        if name and name in before and name not in after and not is_called_from_outside(name, scope, scene):
            yield definition_removal_edit(emptied_source.splitlines(), definition)


def definitions_in(tree: ast.Module, layer: str) -> Iterator[tuple[str, DefinitionNode]]:
    """Yield ("module" or "layer", definition) for each definition at the top level and in the layer's class."""
    for each in tree.body:
        if isinstance(each, ast.ClassDef) and each.name == layer:
            yield from (("layer", inner) for inner in each.body if isinstance(inner, DefinitionNode))
        elif isinstance(each, DefinitionNode):
            yield "module", each


def defined_name(definition: DefinitionNode) -> str:
    """Return the name that the definition binds; "" if it binds none or several."""
    if isinstance(definition, ast.Assign):
        target = definition.targets[0]
        return target.id if isinstance(target, ast.Name) and len(definition.targets) == 1 else ""
    if isinstance(definition, ast.AnnAssign):
        return definition.target.id if isinstance(definition.target, ast.Name) else ""
    return definition.name


def is_called_from_outside(name: str, scope: str, scene: Scene) -> bool:
    """Return whether code outside uses `name`: an event, a part of Server, a hole, or a `keep` in scene.toml."""
    if name in scene.holes or name in scene.settings.get("keep", ()):
        return True
    return scope == "layer" and (name.startswith(("handle", "__")) or hasattr(Server, name))


def mentioned_names(tree: ast.AST) -> set[str]:
    """Return every name and attribute that the code reads."""
    names = set()
    for each in ast.walk(tree):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load):
            names.add(each.id)
        elif isinstance(each, ast.Attribute):
            names.add(each.attr)
    return names


def definition_removal_edit(lines: list[str], definition: DefinitionNode) -> LineEdit:
    """Return the edit that removes a definition, its decorators and the comments right above it.

    Blank lines stay on one side only.
    """
    decorators = getattr(definition, "decorator_list", [])
    first = min([definition.lineno, *(each.lineno for each in decorators)])
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    last = definition.end_lineno or definition.lineno
    if last == len(lines) or not lines[last].strip():
        while first > 1 and not lines[first - 2].strip():
            first -= 1
    return LineEdit(first, last)


def import_removal_edits(source: str, emptied_source: str) -> Iterator[LineEdit]:
    """Yield the edits that remove the imported names which only the solution used."""
    before, after = mentioned_names(ast.parse(source)), mentioned_names(ast.parse(emptied_source))
    lines = emptied_source.splitlines()
    for each in ast.parse(emptied_source).body:
        if not isinstance(each, ast.Import | ast.ImportFrom) or getattr(each, "module", "") == "__future__":
            continue
        kept = [
            alias for alias in each.names if import_bound_name(alias) in after or import_bound_name(alias) not in before
        ]
        if len(kept) < len(each.names):
            last = each.end_lineno or each.lineno
            alone = not kept and not "".join(lines[each.lineno - 2 : each.lineno - 1] + lines[last : last + 1]).strip()
            yield LineEdit(each.lineno, last + alone, import_text(each, kept))


def import_bound_name(alias: ast.alias) -> str:
    """Return the name that an import binds."""
    return alias.asname or alias.name.partition(".")[0]


def import_text(statement: ast.Import | ast.ImportFrom, aliases: list[ast.alias]) -> str:
    """Return the import statement for `aliases`, laid out as the formatter would; "" for none."""
    if not aliases:
        return ""
    names = [f"{each.name} as {each.asname}" if each.asname else each.name for each in aliases]
    if isinstance(statement, ast.Import):
        return f"import {', '.join(names)}\n"
    head = f"from {'.' * statement.level}{statement.module or ''} import"
    line = f"{head} {', '.join(names)}\n"
    if len(line) <= LINE_LENGTH + 1:
        return line
    return f"{head} (\n" + "".join(f"    {name},\n" for name in names) + ")\n"


def apply_edits(source: str, edits: Iterable[LineEdit]) -> str:
    """Return `source` with the edits applied, the last one first."""
    lines = source.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda each: each.first, reverse=True):
        lines[edit.first - 1 : edit.last] = [edit.text] if edit.text else []
    return "".join(lines)
