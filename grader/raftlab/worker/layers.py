"""Composing a server from the texts of its layers."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Mapping
from types import CodeType, ModuleType

from raftlab.jail.imports import lab_builtins, refused_import
from raftlab.server import Server
from raftlab.worker.arguments import Exact
from raftlab.worker.wire import Layer, Load

Made = Mapping[Layer, type[Server]]
"""The classes of layers that were made before: the kit's own."""


class LayerError(Exception):
    """A layer cannot be loaded; the text names the file, the line where it can, and the repair."""


def compose(load: Load, made: Made | None = None, walled: bool = True) -> type[Server]:
    """Return the server made of the layers of `load`: a class that refines each with the ones after it.

    It has the name of the last, which its author knows, also where a check's layers `above` stand in front of it; and
    its actions are exact in what they take.
    """
    made = made or {}
    kinds = [made[layer] if layer in made else layer_class(layer, walled, load.known) for layer in load.layers]
    name = kinds[-1].__name__ if kinds else Server.__name__
    kinds += [layer_class(layer, walled) for layer in load.above]
    return type(name, (*reversed(kinds), Exact), {})


def compiled(layer: Layer, known: bool = False) -> CodeType:
    """Return the code of the layer's text. LayerError for a text that is no Python, or imports what it may not have.

    known: it does not, as was seen when it was loaded before, or as it is the kit's own.
    """
    try:
        refused = None if known else refused_import(ast.parse(layer.source, layer.name))
        code: CodeType = compile(layer.source, layer.name, "exec", dont_inherit=True)
    except (RecursionError, MemoryError, OverflowError):
        raise LayerError(f"{layer.name}: too deeply nested for Python to read; simplify it") from None
    except (SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None)
        where = f"{layer.name}, line {line}" if line else layer.name
        raise LayerError(f"{where}: {getattr(fault, 'msg', fault)}; mend it and grade again") from None
    if refused:
        raise LayerError(f"{layer.name} line {refused[0]}: {refused[1]}")
    return code


def layer_class(layer: Layer, walled: bool = True, known: bool = False) -> type[Server]:
    """Run the layer's text as a module of its own and return its class. LayerError for a text that has none."""
    lines = layer.source.splitlines(keepends=True)
    linecache.cache[layer.name] = (len(layer.source), None, lines, layer.name)
    code = compiled(layer, known)
    module = ModuleType("layer_" + layer.name.removesuffix(".py").replace("/", "_").replace(".", "_"))
    sys.modules[module.__name__] = module  # where dataclasses look up a class's names
    space = vars(module)
    space |= {"__file__": layer.name, "__builtins__": lab_builtins(walled)}
    exec(code, space)
    kind = space.get(layer.layer)
    if not isinstance(kind, type) or not issubclass(kind, Server):
        raise LayerError(
            f"{layer.name}: no class {layer.layer}(Server) in this file; `raftlab start` makes the right one"
        )
    return kind
