"""The kit's own server, with an optional layer of a test's on top."""

from raftlab.kit import Kit, LayerSource
from raftlab.worker.host import Host, InProcessHosts, load_request
from raftlab.worker.wire import Codec, Load


def load_of(kit: Kit, source: str | None = None) -> Load:
    """Return the request that loads the kit's server of the last scene that commits, below the layer `source`."""
    scene = kit.scene("scene05")
    layers = (*kit.given(scene), kit.solution(scene))
    if source is not None:
        layers = (*layers, LayerSource("wrong.py", source, "Wrong"))
    return load_request(layers, kit.message_modules(scene))


def opened(kit: Kit, source: str | None = None) -> tuple[Host, Codec]:
    """Return a host in this process with the server, and its codec."""
    load = load_of(kit, source)
    return InProcessHosts(load).open(), Codec(load.message_modules)
