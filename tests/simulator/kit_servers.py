"""The kit's own server, with an optional layer of a test's on top."""

from raftlab.kit import Kit, LayerSource
from raftlab.worker.wire import Codec, LoadLayers
from raftlab.worker.worker_hosts import Host, InProcessHosts, make_load_request


def server_load_request(kit: Kit, source: str | None = None) -> LoadLayers:
    """Return the request that loads the kit's server of the last scene that commits, below the layer `source`."""
    scene = kit.scene("scene05")
    layers = (*kit.given_layers(scene), kit.solution_layer(scene))
    if source is not None:
        layers = (*layers, LayerSource("wrong.py", source, "Wrong"))
    return make_load_request(layers, kit.message_modules(scene))


def open_server(kit: Kit, source: str | None = None) -> tuple[Host, Codec]:
    """Return a host in this process with the server, and its codec."""
    load = server_load_request(kit, source)
    return InProcessHosts(load).open(), Codec(load.message_modules)
