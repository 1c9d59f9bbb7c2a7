"""What the explorer's tests share: a submission of scene 05 and its jailed hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from raftlab.explorer.bounds import Bounds
from raftlab.explorer.explore import Search
from raftlab.kit import Kit, LayerSource, find_kit
from raftlab.worker.host import WorkerHosts, load_request
from raftlab.worker.process import Limits
from raftlab.worker.wire import Codec

GUARD = """            if self.log[index].term != self.currentTerm:
                break
"""

Make = Callable[..., Search]


@pytest.fixture(scope="session")
def kit() -> Kit:
    return find_kit()


@pytest.fixture
def search(kit: Kit) -> Iterator[Make]:
    """Yield a maker of searches of scene 05's reference, changed by replacing `old` with `new`."""
    scene = kit.scene("scene05")
    opened: list[WorkerHosts] = []

    def make(
        bounds: Bounds, old: str = "", new: str = "", hash_seed: int = 0, cpu_s: float = 2.0, **settings: object
    ) -> Search:
        solution = kit.solution(scene)
        assert old in solution.source
        layer = LayerSource(solution.name, solution.source.replace(old, new) if old else solution.source, scene.layer)
        load = load_request((*kit.given(scene), layer), kit.message_modules(scene))
        hosts = WorkerHosts(load, hash_seed=hash_seed, limits=Limits(cpu_s))
        opened.append(hosts)
        return Search(hosts.open, Codec(load.message_modules), bounds, scene=scene.id, **settings)

    yield make
    for hosts in opened:
        hosts.close()
