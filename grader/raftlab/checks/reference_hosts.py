"""Hosts of the reference: a check that raises at the reference too is the kit's own error."""

from __future__ import annotations

from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request


def open_reference_hosts(kit: Kit, scene: Scene) -> WorkerHosts | None:
    """Return hosts of the kit's own solution of `scene`; None in a kit that does not have it."""
    try:
        layers = (*kit.without_student_layers.given_layers(scene), kit.solution_layer(scene))
    except UsageError:
        return None
    return WorkerHosts(make_load_request(layers, kit.message_modules(scene)))
