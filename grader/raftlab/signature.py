"""Whether a file has the shape that its scene asks for: the class, the holes, and what each hole takes."""

from __future__ import annotations

import ast

from raftlab.kit import Scene

Function = ast.FunctionDef | ast.AsyncFunctionDef


def wrong_shape(tree: ast.Module, skeleton: ast.Module, scene: Scene) -> str | None:
    """Return what is wrong, as ", line N: …" or ": …", or None. Only what the text shows for certain is wrong."""
    kind = class_of(tree, scene.layer)
    if kind is None:
        return None if binds(tree, scene.layer) else missing_class(tree, scene)
    if not kind.bases:
        return f", line {kind.lineno}: class {scene.layer} refines nothing; it must be `class {scene.layer}(Server):`"
    asked = functions(skeleton) | methods(class_of(skeleton, scene.layer))
    given = functions(tree) | methods(kind)
    for name in scene.holes:
        if name in asked and name in given:
            wrong = wrong_hole(given[name], asked[name])
            if wrong:
                return wrong
        elif name in asked and is_plain(kind) and not binds(kind, name) and not binds(tree, name):
            return f": no {name} in class {scene.layer}; it must have `def {signature(asked[name])}`"
    return None


def missing_class(tree: ast.Module, scene: Scene) -> str:
    """Return the words for a file without the layer's class: what it has instead, and the repair."""
    others = [each.name for each in tree.body if isinstance(each, ast.ClassDef)]
    seen = f" (it has {', '.join(others[:3])})" if others else ""
    return f": no class {scene.layer} in this file{seen}; name it so, or run `raftlab start {scene.id}` for a fresh one"


def wrong_hole(given: Function, asked: Function) -> str | None:
    """Return what keeps the hole `given` from being called as the kit calls `asked`, or None."""
    right = f"it must be `def {signature(asked)}`"
    if isinstance(given, ast.AsyncFunctionDef):
        return f", line {given.lineno}: {given.name} is async, and nothing awaits it; {right}"
    if not accepts(given, len(positional(asked))):
        return f", line {given.lineno}: {given.name} takes ({ast.unparse(given.args)}); {right}"
    return None


def accepts(given: Function, count: int) -> bool:
    """Tell whether `given` can be called with `count` positional arguments, self included."""
    most = len(positional(given))
    least = most - len(given.args.defaults)
    required_names = sum(default is None for default in given.args.kw_defaults)
    if is_static(given):
        count -= 1
    return least <= count and (count <= most or given.args.vararg is not None) and not required_names


def is_static(function: Function) -> bool:
    """Tell whether the function is a static method: it is called without self."""
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in function.decorator_list)


def positional(function: Function) -> list[ast.arg]:
    """Return the parameters that can be given by position."""
    return [*function.args.posonlyargs, *function.args.args]


def signature(function: Function) -> str:
    """Return the function's name, parameters and return type as they are written."""
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return f"{function.name}({ast.unparse(function.args)}){returns}"


def class_of(tree: ast.Module, name: str) -> ast.ClassDef | None:
    """Return the last class of that name at the top of the module."""
    found = [each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == name]
    return found[-1] if found else None


def methods(kind: ast.ClassDef | None) -> dict[str, Function]:
    """Return the methods written in the class."""
    return {each.name: each for each in kind.body if isinstance(each, Function)} if kind else {}


def functions(tree: ast.Module) -> dict[str, Function]:
    """Return the functions at the top of the module."""
    return {each.name: each for each in tree.body if isinstance(each, Function)}


def is_plain(kind: ast.ClassDef) -> bool:
    """Tell whether the class inherits from Server alone: then a hole can only be written in it."""
    return not kind.decorator_list and [ast.unparse(base) for base in kind.bases] == ["Server"]


def binds(scope: ast.AST, name: str) -> bool:
    """Tell whether anything in `scope` binds or imports `name`, or could (an import of *)."""
    for each in ast.walk(scope):
        if isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Store):
            return True
        if isinstance(each, ast.alias) and (each.asname or each.name) in (name, "*"):
            return True
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and each.name == name:
            return True
    return False
