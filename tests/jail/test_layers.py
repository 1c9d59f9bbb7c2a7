"""Layers are made into a server inside the worker; the kit's own are made once, before any worker is there."""

from __future__ import annotations

import pytest

from raftlab.errors import SubmissionRejectedError
from raftlab.kit import LayerSource
from raftlab.server import Options
from raftlab.worker.responses import GlobalsResponse, SnapshotResponse
from raftlab.worker.wire import BootAndSnapshot, BootServer, FindChangedGlobals
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

pytestmark = pytest.mark.usefixtures("shared_zygotes")

KIT_LAYER = LayerSource("kit.py", "from raftlab.server import Server\nclass Low(Server):\n    LOW = []\n", "Low")
STUDENT_LAYER = LayerSource("own.py", "from raftlab.server import Server\nclass Own(Server):\n    pass\n", "Own")
BOOT_REQUEST = BootServer("S1", ("S1",), Options())


def student_layer(text: str) -> LayerSource:
    """Return the submission's layer with `text` in front of its class."""
    return LayerSource(STUDENT_LAYER.file_name, text + STUDENT_LAYER.source, STUDENT_LAYER.class_name)


def slotted_layer(class_name: str, attribute: str) -> LayerSource:
    """Return a layer whose class declares `attribute` in its `__slots__` and sets it at the start."""
    return LayerSource(
        f"{attribute}.py",
        f"from raftlab.server import Server\nclass {class_name}(Server):\n    'It counts.'\n"
        f"    __slots__ = ('{attribute}',)\n"
        f"    def started(self):\n        super().started()\n        self.{attribute} = 1\n",
        class_name,
    )


def test_layers_with_slots_keep_plain_attributes() -> None:
    """Two layers may each declare `__slots__`: they make one server, which can be kept as a snapshot."""
    load = make_load_request((slotted_layer("Low", "low_count"), slotted_layer("Own", "own_count")), ())
    with WorkerHosts(load) as hosts:
        response = hosts.open().request(BootAndSnapshot("S1", ("S1",), Options()))
    assert isinstance(response, SnapshotResponse)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("class Low(", "never closed"), ("class Other: pass", "no class Low"), ("import socket", "import socket")],
)
def test_broken_layer_of_the_kit_is_named(text: str, expected: str) -> None:
    """A given layer that cannot be composed is reported with its file."""
    load = make_load_request((LayerSource("kit.py", text, "Low"), STUDENT_LAYER), ())
    with WorkerHosts(load) as hosts, pytest.raises(SubmissionRejectedError) as refused:
        hosts.open()
    assert str(refused.value).startswith("kit.py")
    assert expected in str(refused.value)


def test_forbidden_import_is_refused_however_often_it_is_loaded() -> None:
    """A text with a forbidden import, even in unreachable code, is refused at each load."""
    hidden = student_layer("def later():\n    import socket\n")
    with WorkerHosts(make_load_request((KIT_LAYER, hidden), ())) as hosts:
        for _ in range(2):
            with pytest.raises(SubmissionRejectedError, match=r"own\.py line 2: import socket is not available"):
                hosts.open()


def test_kit_class_is_fresh_in_each_worker() -> None:
    """A change that one worker makes to a class of the kit reaches no other worker."""
    leaves = LayerSource(
        STUDENT_LAYER.file_name,
        STUDENT_LAYER.source + "    def started(self):\n        self.LOW.append(1)\n",
        STUDENT_LAYER.class_name,
    )
    with WorkerHosts(make_load_request((KIT_LAYER, leaves), ())) as hosts:
        for _ in range(2):
            host = hosts.open()
            assert host.request(FindChangedGlobals()) == GlobalsResponse(())
            host.request(BOOT_REQUEST)
            assert host.request(FindChangedGlobals()) == GlobalsResponse(("Low.LOW (an attribute of the class)",))


def test_global_state_is_seen_below_a_check_layer() -> None:
    """With a layer in front, the global state is still read from the submission's module."""
    source = STUDENT_LAYER.source.replace("    pass\n", "    def started(self):\n        SEEN.append(1)\n")
    above = LayerSource("above.py", "from raftlab.server import Server\nclass Above(Server):\n    pass\n", "Above")
    with WorkerHosts(
        make_load_request(
            (KIT_LAYER, LayerSource(STUDENT_LAYER.file_name, "SEEN = []\n" + source, STUDENT_LAYER.class_name)), ()
        )
    ) as hosts:
        host = hosts.open((above,))
        host.request(BOOT_REQUEST)
        assert host.request(FindChangedGlobals()) == GlobalsResponse(("SEEN (a global of the module)",))
