"""Slips that a text shows for certain before it runs: each with its line and the repair."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from raftlab.kit import Scene

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
HANDLER_NAME = re.compile(r"handle[A-Z]\w*")
NEWER_SYNTAX = (
    ((3, 12), re.compile(r"\s*type\s+\w+(\[.*\])?\s*="), "a `type` statement"),
    ((3, 12), re.compile(r"\s*(async\s+)?def\s+\w+\["), "a function with type parameters in brackets"),
    ((3, 12), re.compile(r"\s*class\s+\w+\["), "a class with type parameters in brackets"),
    ((3, 14), re.compile(r"\s*except\*?\s+\w+(\.\w+)*\s*,"), "`except` with two classes and no parentheses"),
    ((3, 14), re.compile(r".*\b[tT][rR]?[\"']"), "a t-string"),
    (
        (3, 12),
        re.compile(r".*\b([fF][rR]?|[rR][fF])[\"']"),
        "an f-string with its own quotes, or a backslash, in braces",
    ),
)
"""The first Python that reads a syntax, how a line with it looks, and its name."""


def first_slip_text(tree: ast.Module, scene: Scene) -> str | None:
    """Return the first slip, as ", line N: …", or None."""
    return next(
        (slip for find in (generator_slips, message_type_slips, class_slips) for slip in find(tree, scene)), None
    )


def generator_slips(tree: ast.Module, scene: Scene) -> Iterator[str]:
    """Yield each method to write, or handler, that is a generator: a call of it runs none of its lines."""
    for function in layer_methods(tree, scene):
        if function.name not in scene.holes and not HANDLER_NAME.fullmatch(function.name):
            continue
        found = next(
            (node for node in function_own_nodes(function) if isinstance(node, ast.Yield | ast.YieldFrom)), None
        )
        if found is not None and not function.decorator_list:
            yield (
                f", line {found.lineno}: `yield` makes {function.name} a generator, and then a call runs none of its "
                "lines; remove it, or move it into a function of its own"
            )


def message_type_slips(tree: ast.Module, scene: Scene) -> Iterator[str]:
    """Yield each message type of the submission's own that it makes: no server can read it."""
    if not any(
        isinstance(node, ast.ImportFrom)
        and node.module == "raftlab.server"
        and any(alias.name == "Message" and alias.asname is None for alias in node.names)
        for node in tree.body
    ):
        return
    made = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    for node in tree.body:
        own = isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == "Message" for b in node.bases)
        if isinstance(node, ast.ClassDef) and own and node.name in made:
            yield (
                f", line {node.lineno}: {node.name} is a message type of your own, which no server can read; send the "
                "messages of raftlab.server and of this scene"
            )


def class_slips(tree: ast.Module, scene: Scene) -> Iterator[str]:
    """Yield each slip in the class of the layer: its __init__, and a method that is written again without a body."""
    functions = layer_methods(tree, scene)
    lines = {function.name: function.lineno for function in reversed(functions)}
    for function in functions:
        first = lines[function.name]
        if function.name == "__init__" and not function.decorator_list and not takes_three_arguments(function):
            yield (
                f", line {function.lineno}: __init__ takes ({ast.unparse(function.args)[:200]}), and the kit calls it "
                "with an id, a cluster and options; write `def __init__(self, id, cluster, options)`, with "
                "`super().__init__(id, cluster, options)` as its first line"
            )
        if function.lineno > first and function.name in scene.holes and is_unwritten(function):
            yield (
                f", line {function.lineno}: {function.name} is written twice, and this one, which replaces line "
                f"{first}, only raises NotImplementedError; remove it"
            )


def newer_syntax_text(line: str) -> str:
    """Return that a later Python reads what `line` holds, "" if this one would."""
    for version, pattern, name in NEWER_SYNTAX:
        if pattern.match(line) and sys.version_info < version:
            here = f"{sys.version_info.major}.{sys.version_info.minor}"
            return f"; if this is {name}, it needs Python {version[0]}.{version[1]}, and this is Python {here}"
    return ""


def layer_methods(tree: ast.Module, scene: Scene) -> list[FunctionNode]:
    """Return the methods of the layer's class, in the order of the text."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == scene.layer_class]
    return [node for node in classes[-1].body if isinstance(node, FunctionNode)] if classes else []


def function_own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """Yield the nodes of a function, without those of functions, classes and lambdas in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, FunctionNode | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def takes_three_arguments(function: FunctionNode) -> bool:
    """Return whether a method can be called with three arguments besides self."""
    given = function.args
    most = len(given.posonlyargs) + len(given.args)
    required = any(default is None for default in given.kw_defaults)
    return most - len(given.defaults) <= 4 and (most >= 4 or given.vararg is not None) and not required


def unwritten_names(source: str) -> list[str]:
    """Return the functions and methods in a text that are still to be written, in its order."""
    return [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, FunctionNode) and is_unwritten(node)]


def is_unwritten(function: FunctionNode) -> bool:
    """Return whether a function only raises NotImplementedError, after its docstring."""
    last = function.body[-1]
    raised = last.exc if isinstance(last, ast.Raise) else None
    name = raised.func if isinstance(raised, ast.Call) else raised
    rest = function.body[:-1]
    return (
        isinstance(name, ast.Name)
        and name.id == "NotImplementedError"
        and all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in rest)
    )
