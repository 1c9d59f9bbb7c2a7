"""The names that a layer's class gives to its methods and attributes, and keeping the kit's apart from a student's."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

KIT_SUFFIX = "_of_kit"
"""What the kit's own name gets where a submission has given the same name to something else."""

BY_TEXT = ("getattr", "setattr", "hasattr", "delattr", "vars", "__dict__", "attrgetter", "methodcaller")
"""What finds an attribute by its name as a text."""

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What reading or writing a text as Python raises."""


@lru_cache(maxsize=64)
def defined_names(source: str) -> frozenset[str]:
    """Return the methods and attributes that the classes of a layer's text define; none if it is not valid Python."""
    return frozenset(
        name for name, _, _, is_definition in name_places(source) if is_definition and not name.startswith("__")
    )


def own_names(student_texts: Sequence[str], given_texts: Sequence[str]) -> frozenset[str]:
    """Return the names that the students' layers give to something of their own, not to extend a layer of the kit.

    A method extends the kit's if it calls super(), or has the signature of one in `given_texts`, which a student sees.
    """
    names = frozenset(name for each in student_texts for name in defined_names(each))
    seen = frozenset(signature for each in given_texts for signature in method_signatures(each))
    extended = {name for each in student_texts for name, _ in method_signatures(each) & seen}
    return names - extended - {name for each in student_texts for name in re.findall(r"super\(\)\.(\w+)", each)}


@lru_cache(maxsize=64)
def fresh_names(source: str) -> frozenset[str]:
    """Return the names that a layer's text defines by itself: without super(), and not only by adding to a value."""
    try:
        tree = ast.parse(source)
    except UNREADABLE:
        return frozenset()
    targets = [node.target for node in ast.walk(tree) if isinstance(node, ast.AugAssign)]
    sums = {(each.end_lineno, each.end_col_offset) for each in targets}
    places = [(name, (line, column)) for name, line, column, is_definition in name_places(source) if is_definition]
    fresh = frozenset(name for name, place in places if place not in sums)
    return fresh - set(re.findall(r"super\(\)\.(\w+)", source))


@lru_cache(maxsize=64)
def renamable_names(source: str, class_name: str) -> frozenset[str]:
    """Return the names that a layer's class defines and that can be renamed: each use of them is one of `self`."""
    try:
        tree = ast.parse(source)
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        texts = [(each.name == class_name, ast.unparse(each)) for each in classes]
    except UNREADABLE:
        return frozenset()
    own, others = (
        frozenset[str]().union(*(defined_names(text) for is_layer, text in texts if is_layer is wanted))
        for wanted in (True, False)
    )
    return own - others - set(fixed_names(tree, classes))


def fixed_names(tree: ast.Module, classes: Iterable[ast.ClassDef]) -> Iterator[str]:
    """Yield what may mean a method or an attribute without `self` before it: a text, a keyword, another's attribute."""
    reads_texts = any(
        isinstance(node, ast.Name | ast.Attribute) and name_of(node) in BY_TEXT for node in ast.walk(tree)
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and reads_texts:
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Attribute) and not is_own_object(node.value):
            yield node.attr
    for each in classes:
        for statement in each.body:
            parts: list[ast.AST] = [statement]
            if isinstance(statement, ast.FunctionDef):
                parts = [*statement.decorator_list, statement.args]
            for node in (node for part in parts for node in ast.walk(part)):
                if isinstance(node, ast.Name):
                    yield node.id
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def name_of(node: ast.Name | ast.Attribute) -> str:
    """Return the last name of an expression."""
    return node.id if isinstance(node, ast.Name) else node.attr


@lru_cache(maxsize=64)
def method_signatures(source: str) -> frozenset[tuple[str, str]]:
    """Return the name, and the parameters with what it returns, of each method in a layer's text."""
    try:
        tree = ast.parse(source)
    except UNREADABLE:
        return frozenset()
    methods = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.returns]
    return frozenset((each.name, signature) for each in methods if (signature := signature_text(each)))


def signature_text(method: ast.FunctionDef) -> str:
    """Return a method's parameters and what it returns; "" if that is too deep, or a number too long, to be written."""
    try:
        return f"{ast.unparse(method.args)} {ast.unparse(method.returns or method)}"
    except UNREADABLE:
        return ""


def rename_names(source: str, names: Collection[str], suffix: str = KIT_SUFFIX) -> str:
    """Return a layer's text with `suffix` behind each of `names`, where they name a method or an attribute."""
    lines = source.encode().splitlines(keepends=True)
    places = {(line, column): name for name, line, column, _ in name_places(source) if name in names}
    for (line, column), _ in sorted(places.items(), reverse=True):
        text = lines[line - 1]
        lines[line - 1] = text[:column] + suffix.encode() + text[column:]
    return b"".join(lines).decode()


def name_places(source: str) -> Iterator[tuple[str, int, int, bool]]:
    """Yield each name of a method or an attribute of self: the name, where it ends, and whether this defines it."""
    try:
        tree = ast.parse(source)
    except UNREADABLE:
        return
    lines = source.encode().splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_own_object(node.value):
            yield node.attr, node.end_lineno or 0, node.end_col_offset or 0, isinstance(node.ctx, ast.Store)
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef):
                    # -1, and so no place in this line, for a name in another spelling or on the next line
                    column = lines[each.lineno - 1].find(each.name.encode(), each.col_offset + len("def"))
                    yield each.name, each.lineno, column + len(each.name.encode()), True
                targets = each.targets if isinstance(each, ast.Assign) else [getattr(each, "target", None)]
                for target in targets:
                    if isinstance(target, ast.Name):
                        yield target.id, target.lineno, target.end_col_offset or 0, True


def is_own_object(node: ast.expr) -> bool:
    """Return whether an expression is `self` or `super()`."""
    call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    return call or (isinstance(node, ast.Name) and node.id == "self")
