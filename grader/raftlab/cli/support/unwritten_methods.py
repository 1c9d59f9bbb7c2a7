"""Which methods of a submission are still to be written, as its text shows."""

from __future__ import annotations

import ast

from raftlab.kit import Scene


def unwritten_methods(scene: Scene, source: str) -> list[str]:
    """Return the methods to write of `scene` that only raise NotImplementedError in `source`, in its order."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return [each.name for each in functions if each.name in scene.holes and is_unwritten(each)]


def is_unwritten(method: ast.FunctionDef) -> bool:
    """Return whether a method only raises NotImplementedError, as in the skeleton."""
    body = method.body[1:] if ast.get_docstring(method) is not None else method.body
    return len(body) == 1 and isinstance(body[0], ast.Raise) and "NotImplementedError" in ast.dump(body[0])
