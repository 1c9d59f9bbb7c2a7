"""Whether a file has the shape that its scene requires: the class, the holes and their parameters."""

from __future__ import annotations

import ast

from raftlab.kit import Scene

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
NODE_TEXT_LIMIT = 200
"""How much of a student's text one message quotes."""


def shape_error(tree: ast.Module, skeleton: ast.Module, scene: Scene) -> str | None:
    """Return what is wrong, as ", line N: …" or ": …", or None. It reports only what the text shows for certain."""
    kind = find_class(tree, scene.layer_class)
    if kind is None:
        return None if binds_name(tree, scene.layer_class) else missing_class_text(tree, scene)
    if not kind.bases:
        name = scene.layer_class
        return f", line {kind.lineno}: class {name} has no base class; it must be `class {name}(Server):`"
    asked = functions_of(skeleton) | methods_of(find_class(skeleton, scene.layer_class))
    given = functions_of(tree) | methods_of(kind)
    for name in scene.holes:
        if name in asked and name in given:
            wrong = hole_error(given[name], asked[name])
            if wrong:
                return wrong
        elif name in asked and inherits_only_server(kind) and not binds_name(kind, name) and not binds_name(tree, name):
            return f": no {name} in class {scene.layer_class}; it must have `def {signature_text(asked[name])}`"
    return None


def missing_class_text(tree: ast.Module, scene: Scene) -> str:
    """Return the message for a file without the layer's class: the classes it has, and the repair."""
    others = [each.name for each in tree.body if isinstance(each, ast.ClassDef)]
    seen = f" (it has {', '.join(others[:3])})" if others else ""
    repair = f"name it so, or run `raftlab start {scene.id}` for a fresh one"
    return f": no class {scene.layer_class} in this file{seen}; {repair}"


def hole_error(function: FunctionNode, expected: FunctionNode) -> str | None:
    """Return why the kit cannot call `function` as it calls `expected`, or None."""
    right = f"it must be `def {signature_text(expected)}`"
    if isinstance(function, ast.AsyncFunctionDef):
        return f", line {function.lineno}: {function.name} is async, and nothing awaits it; {right}"
    if not accepts_arguments(function, len(positional_parameters(expected))):
        return f", line {function.lineno}: {function.name} takes ({node_text(function.args)}); {right}"
    return None


def accepts_arguments(function: FunctionNode, count: int) -> bool:
    """Return whether `function` can be called with `count` positional arguments, self included."""
    most = len(positional_parameters(function))
    least = most - len(function.args.defaults)
    required_names = sum(default is None for default in function.args.kw_defaults)
    if is_static_method(function):
        count -= 1
    return least <= count and (count <= most or function.args.vararg is not None) and not required_names


def is_static_method(function: FunctionNode) -> bool:
    """Return whether the function is a static method: it is called without self."""
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in function.decorator_list)


def positional_parameters(function: FunctionNode) -> list[ast.arg]:
    """Return the parameters that can be given by position."""
    return [*function.args.posonlyargs, *function.args.args]


def signature_text(function: FunctionNode) -> str:
    """Return the function's name, parameters and return type as they are written."""
    returns = f" -> {node_text(function.returns)}" if function.returns else ""
    return f"{function.name}({node_text(function.args)}){returns}"


def node_text(node: ast.AST) -> str:
    """Return `node` as Python text, at most NODE_TEXT_LIMIT characters; "…" for a node that cannot be written."""
    try:
        text = ast.unparse(node)
    except (ValueError, RecursionError, MemoryError):  # a huge number, or deep nesting
        return "…"
    return text if len(text) <= NODE_TEXT_LIMIT else f"{text[:NODE_TEXT_LIMIT]}…"


def find_class(tree: ast.Module, name: str) -> ast.ClassDef | None:
    """Return the last class of that name at the top of the module."""
    found = [each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == name]
    return found[-1] if found else None


def methods_of(class_node: ast.ClassDef | None) -> dict[str, FunctionNode]:
    """Return the methods written in the class."""
    return {each.name: each for each in class_node.body if isinstance(each, FunctionNode)} if class_node else {}


def functions_of(tree: ast.Module) -> dict[str, FunctionNode]:
    """Return the functions at the top of the module."""
    return {each.name: each for each in tree.body if isinstance(each, FunctionNode)}


def inherits_only_server(class_node: ast.ClassDef) -> bool:
    """Return whether the class inherits from Server alone: then a hole can only be written in it."""
    return not class_node.decorator_list and [node_text(base) for base in class_node.bases] == ["Server"]


def binds_name(scope: ast.AST, name: str) -> bool:
    """Return whether anything in `scope` binds or imports `name`, or could (an import of *)."""
    for each in ast.walk(scope):
        if isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Store):
            return True
        if isinstance(each, ast.alias) and (each.asname or each.name) in (name, "*"):
            return True
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and each.name == name:
            return True
    return False
