"""Composing a server from the texts of its layers."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterable, Mapping
from types import CodeType, ModuleType

from raftlab.jail.imports import lab_builtins, refused_import
from raftlab.server import Server
from raftlab.worker.arguments import Exact
from raftlab.worker.wire import Layer

Compiled = Mapping[Layer, CodeType]
"""Layers that were compiled before: the kit's own."""


class LayerError(Exception):
    """A layer cannot be loaded; the text names the file, the line where it can, and the repair."""


def compose(
    layers: Iterable[Layer], known: Compiled | None = None, walled: bool = True, above: Iterable[Layer] = ()
) -> type[Server]:
    """Return the server made of `layers`, lowest first: a class that refines each with the ones after it.

    It has the name of the last, which its author knows, also where a check's layers `above` stand in front of it; and
    its actions are exact in what they take.
    """
    kinds = [layer_class(layer, (known or {}).get(layer), walled) for layer in layers]
    name = kinds[-1].__name__ if kinds else Server.__name__
    kinds += [layer_class(layer, (known or {}).get(layer), walled) for layer in above]
    return type(name, (*reversed(kinds), Exact), {})


def compiled(layer: Layer) -> CodeType:
    """Return the code of the layer's text. LayerError for a text that is no Python, or imports what it may not have."""
    try:
        tree = ast.parse(layer.source, layer.name)
        refused = refused_import(tree)
        code: CodeType = compile(tree, layer.name, "exec", dont_inherit=True)
    except (RecursionError, MemoryError, OverflowError):
        raise LayerError(f"{layer.name}: too deeply nested for Python to read; simplify it") from None
    except (SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None)
        where = f"{layer.name}, line {line}" if line else layer.name
        raise LayerError(f"{where}: {getattr(fault, 'msg', fault)}; mend it and grade again") from None
    if refused:
        raise LayerError(f"{layer.name} line {refused[0]}: {refused[1]}")
    return code


def layer_class(layer: Layer, code: CodeType | None = None, walled: bool = True) -> type[Server]:
    """Run the layer's text as a module of its own and return its class. LayerError for a text that has none."""
    lines = layer.source.splitlines(keepends=True)
    linecache.cache[layer.name] = (len(layer.source), None, lines, layer.name)
    code = code or compiled(layer)
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
