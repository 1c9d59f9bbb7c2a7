"""An event that never ends is told with the loop that it is in, the same line each time."""

from __future__ import annotations

import pytest

from raftlab.errors import WorkerDiedError
from raftlab.kit import LayerSource
from raftlab.server import Options
from raftlab.worker.wire import BootServer, CallMethod
from raftlab.worker.worker_connection import RequestLimits
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

SOURCE = """from raftlab.server import Server


class Own(Server):
    def loop(self):
        n = 0
        while n < 10:
            for each in range(50):
                n -= self.below(each)

    def below(self, each):
        if each < 0:
            return 2
        return 1

    def deaf(self):
        while True:
            try:
                self.loop()
            except BaseException:
                continue

    def counts(self):
        return sum(range(10**12))
"""


def ended_text(method: str) -> str:
    """Return how a call of `method` ended."""
    load = make_load_request((LayerSource("own.py", SOURCE, "Own"),), ())
    with WorkerHosts(load, limits=RequestLimits(cpu_s=0.2, waiting_s=60.0)) as hosts:
        host = hosts.open()
        host.request(BootServer("S1", ("S1",), Options()))
        with pytest.raises(WorkerDiedError) as ended:
            host.request(CallMethod("S1", method))
        assert not host.is_open
    return str(ended.value)


def test_endless_loop_is_told_with_its_first_line() -> None:
    """Which line of the loop runs when it is stopped is chance; the loop that never ends is named each time."""
    told = {ended_text("loop") for _ in range(3)}
    assert told == {"one event took more than 0.2 s of CPU: an endless loop? It was in own.py:7 in loop: while n < 10:"}


@pytest.mark.usefixtures("short_events")
@pytest.mark.parametrize("method", ["deaf", "counts"])
def test_loop_that_does_not_stop_is_ended(method: str) -> None:
    """A loop that catches everything, or that runs inside of Python, is ended without a line."""
    assert ended_text(method) == "one event took more than 0.2 s of CPU: an endless loop?"
