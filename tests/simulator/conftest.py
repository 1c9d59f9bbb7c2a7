"""Servers for the simulator's tests: the kit's own, with an optional layer of a test's on top."""

from collections.abc import Callable

import pytest
from kit_servers import open_server

from raftlab.kit import Kit, find_kit
from raftlab.server import Options
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.world import World

RunSeed = Callable[..., Chaos]


@pytest.fixture(scope="session")
def kit() -> Kit:
    """Return the kit of this checkout."""
    return find_kit()


@pytest.fixture
def run_seed(kit: Kit) -> RunSeed:
    """Return a function that makes the random run of a seed, ready to start."""

    def make(seed: int, source: str | None = None, servers: int = 3, faults: Faults | None = None) -> Chaos:
        host, codec = open_server(kit, source)
        plain = seed % 2 == 0
        options = Options(preVote=not plain, checkQuorum=not plain)
        names = tuple(f"S{number}" for number in range(1, servers + 1))
        return Chaos(World(host, codec, names, options), seed, faults or Faults())

    return make
