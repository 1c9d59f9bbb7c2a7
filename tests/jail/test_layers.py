"""Layers are made into a server inside the worker; the kit's own are made once, before any worker is there."""

from __future__ import annotations

import pytest

from raftlab.errors import Rejected
from raftlab.kit import LayerSource
from raftlab.server import Options
from raftlab.worker.answers import Inspected
from raftlab.worker.host import WorkerHosts, load_request
from raftlab.worker.wire import Boot, Inspect

KIT = LayerSource("kit.py", "from raftlab.server import Server\nclass Low(Server):\n    LOW = []\n", "Low")
OWN = LayerSource("own.py", "from raftlab.server import Server\nclass Own(Server):\n    pass\n", "Own")
BOOT = Boot("S1", ("S1",), Options())


def own(text: str) -> LayerSource:
    """Return the submission's layer with `text` in front of its class."""
    return LayerSource(OWN.name, text + OWN.source, OWN.layer)


@pytest.mark.parametrize(
    ("text", "told"),
    [("class Low(", "never closed"), ("class Other: pass", "no class Low"), ("import socket", "import socket")],
)
def test_broken_layer_of_the_kit_is_named(text: str, told: str) -> None:
    """A layer of the kit's that cannot be made is told as any other is, by its file."""
    load = load_request((LayerSource("kit.py", text, "Low"), OWN), ())
    with WorkerHosts(load) as hosts, pytest.raises(Rejected) as refused:
        hosts.open()
    assert str(refused.value).startswith("kit.py")
    assert told in str(refused.value)


def test_forbidden_import_is_refused_however_often_it_is_loaded() -> None:
    """A text that imports what it may not have, even where no one comes by, is refused each time."""
    hidden = own("def later():\n    import socket\n")
    with WorkerHosts(load_request((KIT, hidden), ())) as hosts:
        for _ in range(2):
            with pytest.raises(Rejected, match=r"own\.py line 2: import socket is not available"):
                hosts.open()


def test_class_of_the_kit_is_as_new_in_each_worker() -> None:
    """What one worker's submission leaves in a class of the kit's, no other worker finds."""
    leaves = LayerSource(OWN.name, OWN.source + "    def started(self):\n        self.LOW.append(1)\n", OWN.layer)
    with WorkerHosts(load_request((KIT, leaves), ())) as hosts:
        for _ in range(2):
            host = hosts.open()
            assert host.ask(Inspect()) == Inspected(())
            host.ask(BOOT)
            assert host.ask(Inspect()) == Inspected(("Low.LOW (an attribute of the class)",))


def test_leftovers_are_seen_under_a_layer_of_a_check() -> None:
    """Where a check puts a layer in front, it is the submission's module that is looked at, by its names."""
    source = OWN.source.replace("    pass\n", "    def started(self):\n        SEEN.append(1)\n")
    above = LayerSource("above.py", "from raftlab.server import Server\nclass Above(Server):\n    pass\n", "Above")
    with WorkerHosts(load_request((KIT, LayerSource(OWN.name, "SEEN = []\n" + source, OWN.layer)), ())) as hosts:
        host = hosts.open((above,))
        host.ask(BOOT)
        assert host.ask(Inspect()) == Inspected(("SEEN (a global of the module)",))
