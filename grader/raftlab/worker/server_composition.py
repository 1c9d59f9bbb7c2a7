"""Composes a server class from the source of its layers."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Mapping
from functools import lru_cache
from types import CodeType, ModuleType

from raftlab.jail.import_policy import first_refused_import, lab_builtins
from raftlab.server import Server
from raftlab.worker.action_type_checks import TypeCheckedServer
from raftlab.worker.wire import Layer, LoadLayers

LayerClasses = Mapping[Layer, type[Server]]
"""The classes of the kit's own layers, made in advance."""


class LayerError(Exception):
    """A layer cannot be loaded; the text names the file, the line if known, and the repair."""


def compose_server(
    load: LoadLayers,
    layer_classes: LayerClasses | None = None,
    is_jailed: bool = True,
    base: type[TypeCheckedServer] = TypeCheckedServer,
) -> type[Server]:
    """Return the server class made of the layers of `load`; later layers override earlier ones.

    It has the name of the submission's class, even with `front_layers` before it; its actions check their types, in
    `base`.
    """
    layer_classes = layer_classes or {}
    kinds = [
        layer_classes[layer] if layer in layer_classes else load_layer_class(layer, is_jailed, load.skip_import_check)
        for layer in load.layers
    ]
    name = kinds[-1].__name__ if kinds else Server.__name__
    kinds += [load_layer_class(layer, is_jailed) for layer in load.front_layers]
    return type(name, (*reversed(kinds), base), {})


@lru_cache(maxsize=128)
def compile_layer(layer: Layer, skip_import_check: bool = False) -> CodeType:
    """Return the compiled layer. LayerError if the text is not valid Python or imports a forbidden module.

    skip_import_check: the layer passed the import check before, or is the kit's own.
    """
    try:
        tree = ast.parse(layer.source, layer.file_name) if has_slots(layer) or not skip_import_check else None
        refused = None if skip_import_check or tree is None else first_refused_import(tree)
        text = without_slots(tree, layer.class_name) if tree is not None and has_slots(layer) else layer.source
        code: CodeType = compile(text, layer.file_name, "exec", dont_inherit=True)
    except (RecursionError, MemoryError, OverflowError):
        raise LayerError(f"{layer.file_name}: too deeply nested for Python to read; simplify it") from None
    except (SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None)
        where = f"{layer.file_name}, line {line}" if line else layer.file_name
        raise LayerError(f"{where}: {getattr(fault, 'msg', fault)}; fix it and grade again") from None
    if refused:
        raise LayerError(f"{layer.file_name} line {refused[0]}: {refused[1]}")
    return code


def has_slots(layer: Layer) -> bool:
    """Return whether the layer's text names `__slots__`."""
    return "__slots__" in layer.source


def without_slots(tree: ast.Module, class_name: str) -> ast.Module:
    """Return the layer's text with its class's `__slots__` taken out: the state of a server is in plain attributes.

    A server may have attributes of any name, so its methods notice no difference; two layers with slots cannot be one
    class, and a snapshot of a server would miss them.
    """
    for layer_class in tree.body:
        if isinstance(layer_class, ast.ClassDef) and layer_class.name == class_name:
            layer_class.body = [
                ast.copy_location(ast.Pass(), each) if is_slots_assignment(each) else each for each in layer_class.body
            ]
    return tree


def is_slots_assignment(statement: ast.stmt) -> bool:
    """Return whether the statement assigns `__slots__` and nothing else."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="__slots__")]) | ast.AnnAssign(target=ast.Name(id="__slots__")):
            return True
    return False


def load_layer_class(layer: Layer, is_jailed: bool = True, skip_import_check: bool = False) -> type[Server]:
    """Run the layer's text as a module and return its class. LayerError if it has none."""
    lines = layer.source.splitlines(keepends=True)
    linecache.cache[layer.file_name] = (len(layer.source), None, lines, layer.file_name)
    code = compile_layer(layer, skip_import_check)
    module = ModuleType("layer_" + layer.file_name.removesuffix(".py").replace("/", "_").replace(".", "_"))
    sys.modules[module.__name__] = module  # dataclasses look up names here
    space = vars(module)
    space |= {"__file__": layer.file_name, "__builtins__": lab_builtins(is_jailed)}
    exec(code, space)
    kind = space.get(layer.class_name)
    if not isinstance(kind, type) or not issubclass(kind, Server):
        raise LayerError(
            f"{layer.file_name}: no class {layer.class_name}(Server) in this file; `raftlab start` makes the right one"
        )
    return kind
