"""The kinds of the names in a solution, read from annotations: a mutant swaps a name for another of its kind."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from raftlab import server

Groups = dict[tuple[str, str], list[str]]
"""(class, kind) -> the attributes and methods of that kind."""

NAMES_WITH_NUMBER_RESULT = {"len", "max", "min", "sum", "abs"}


def class_members_by_kind(texts: Iterable[str]) -> Groups:
    """Return the attributes and methods of every class in the texts, those of its bases included, by kind."""
    classes = {node.name: node for text in texts for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}
    groups: Groups = {}
    for name in classes:
        for owner in class_and_bases(name, classes):
            for field, kind in class_member_kinds(classes[owner]):
                found = groups.setdefault((name, kind), [])
                if field not in found:
                    found.append(field)
    return groups


def class_and_bases(name: str, classes: dict[str, ast.ClassDef]) -> Iterator[str]:
    """Yield a class and its bases, as far as the texts define them."""
    if name in classes:
        yield name
        for base in classes[name].bases:
            yield from class_and_bases(ast.unparse(base), classes)


def class_member_kinds(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Yield (name, kind) for the annotated fields and the methods of a class."""
    for each in ast.walk(node):
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id, annotation_kind(each.annotation)
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Attribute):
            yield each.target.attr, annotation_kind(each.annotation)
        elif isinstance(each, ast.FunctionDef) and each.name == "__init__":
            yield from assigned_attribute_kinds(each)
        elif isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
            yield each.name, signature_kind(each)


def assigned_attribute_kinds(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield (attribute, kind) for each `self.name = name` of a parameter."""
    kinds = {each.arg: annotation_kind(each.annotation) for each in function.args.args if each.annotation}
    for each in ast.walk(function):
        match each:
            case ast.Assign([ast.Attribute(attr=attribute)], ast.Name(id=parameter)) if parameter in kinds:
                yield attribute, kinds[parameter]


def signature_kind(function: ast.FunctionDef) -> str:
    """Return the kind of a property's value, or of a method: its parameters and its result."""
    result = annotation_kind(function.returns) if function.returns else ""
    if any(isinstance(mark, ast.Name) and mark.id == "property" for mark in function.decorator_list):
        return result
    parameters = [annotation_kind(each.annotation) for each in function.args.args if each.annotation]
    return f"({', '.join(parameters)}) -> {result}"


def annotation_kind(annotation: ast.expr) -> str:
    """Return the annotation as text, without `| None`."""
    return ast.unparse(annotation).removesuffix(" | None")


@cache  # it depends on the kit alone, and is asked for each name
def constant_kinds() -> dict[str, str]:
    """Return name -> kind of the constants that a solution can import from the server's module."""
    text = inspect.getsource(server)
    kind_of = {
        constant.value: node.targets[0].id
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        for constant in ast.walk(node.value)
        if isinstance(constant, ast.Constant)
    }
    constants = {name: value for name, value in vars(server).items() if name.isupper() and isinstance(value, str | int)}
    return {name: kind_of[value] for name, value in constants.items() if value in kind_of}


def server_source_texts(scene_folders: Iterable[Path]) -> list[str]:
    """Return the texts that define the server and the messages."""
    files = [folder / "messages.py" for folder in scene_folders]
    return [inspect.getsource(server), *(file.read_text(encoding="utf-8") for file in files if file.is_file())]


def local_kinds(function: ast.FunctionDef, groups: Groups) -> dict[str, str]:
    """Return name -> kind of the parameters and variables of a function; "" if nothing tells the kind."""
    arguments = [*function.args.args, *function.args.kwonlyargs]
    kinds = {each.arg: annotation_kind(each.annotation) for each in arguments if each.annotation}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                record_assignment_kind(target, node.value, kinds, groups)
        elif isinstance(node, ast.For | ast.comprehension):
            record_loop_kind(node.target, node.iter, kinds, groups)
    return kinds


def record_assignment_kind(target: ast.expr, value: ast.expr, kinds: dict[str, str], groups: Groups) -> None:
    """Note the kind of what an assignment binds."""
    if isinstance(target, ast.Tuple):
        values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
        for each, part in zip(target.elts, values, strict=False):
            record_assignment_kind(each, part if isinstance(value, ast.Tuple) else ast.Constant(...), kinds, groups)
    elif isinstance(target, ast.Name):
        kinds[target.id] = kinds.get(target.id) or value_kind(value, kinds, groups)


def record_loop_kind(target: ast.expr, iterated: ast.expr, kinds: dict[str, str], groups: Groups) -> None:
    """Note the kind of what a loop binds: a number for `range` and for the first of `enumerate`."""
    called = iterated.func.id if isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name) else ""
    number: ast.expr = ast.Constant(0)
    if called == "range":
        record_assignment_kind(target, number, kinds, groups)
    elif called == "enumerate" and isinstance(target, ast.Tuple):
        record_assignment_kind(target, ast.Tuple([number, ast.Constant(...)]), kinds, groups)
    else:
        record_assignment_kind(target, ast.Constant(...), kinds, groups)


def value_kind(value: ast.expr, kinds: dict[str, str], groups: Groups) -> str:
    """Return the kind of an expression's value, "" where it is unknown."""
    if isinstance(value, ast.Constant):
        return type(value.value).__name__ if isinstance(value.value, bool | int | str) else ""
    if isinstance(value, ast.Compare | ast.BoolOp) or (
        isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
    ):
        return "bool"
    if isinstance(value, ast.BinOp):
        return value_kind(value.left, kinds, groups)
    if isinstance(value, ast.Name):
        return kinds.get(value.id, "")
    if isinstance(value, ast.Attribute):
        return next((kind for (_, kind), names in groups.items() if value.attr in names), "")
    if isinstance(value, ast.Call):
        if isinstance(value.func, ast.Name):
            return "int" if value.func.id in NAMES_WITH_NUMBER_RESULT else ""
        return value_kind(value.func, kinds, groups).rpartition("-> ")[2]
    return ""
