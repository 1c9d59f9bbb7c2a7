"""Gives another name to what two layers of one server call alike, although neither could know the other's."""

from __future__ import annotations

from raftlab.kit import LayerSource
from raftlab.layer_names import fresh_names, renamable_names, rename_names
from raftlab.worker.wire import Layer


def layer_beside(layer: LayerSource, names: frozenset[str]) -> Layer:
    """Return a layer to load; those of its private names that are in `names` get another name in it."""
    clashing = layer.private_names & names
    return Layer(layer.file_name, rename_names(layer.source, clashing) if clashing else layer.source, layer.class_name)


def layer_below(text: Layer, layer: LayerSource, layers_above: tuple[LayerSource, ...]) -> Layer:
    """Return a layer to load; names that a student gave in it before a later scene brought them are its own there."""
    if layer.known_names is None:
        return text
    taken = frozenset[str]().union(*(fresh_names(each.source) - each.private_names for each in layers_above))
    own = renamable_names(layer.source, layer.class_name) - layer.known_names
    clashing = {name for name in taken & own if not name.startswith("handle")}
    source = rename_names(text.source, clashing, f"_of_{layer.class_name}") if clashing else text.source
    return Layer(text.file_name, source, text.class_name)
