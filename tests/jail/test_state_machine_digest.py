"""Two servers are in the same state if their machines and sessions are equal, however they were filled."""

from __future__ import annotations

from typing import Any

import pytest

from raftlab.server import OK, Options, Server
from raftlab.worker.server_observation import items_text, state_machine_digest

SERVER = Server("S1", ("S1",), Options())


class Tally:
    """An object whose repr is its address."""

    def __init__(self, newest: int) -> None:
        self.newest = newest


class Counting(Server):
    """A layer whose module defines a class for its values."""


STATES: tuple[tuple[dict[Any, Any], dict[Any, Any]], ...] = (
    ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}),
    ({"c1": {"value": "x{", "sequence": 3}}, {"c1": {"sequence": 3, "value": "x{"}}),
    ({"ended": {"c1", "c2", "c3"}}, {"ended": {"c3", "c2", "c1"}}),
    ({"c1": [{"a": 1, "b": (frozenset((1, 2)),)}]}, {"c1": [{"b": (frozenset((2, 1)),), "a": 1}]}),
    ({("c1", 1): OK, "c2": None, 7: {}}, {7: {}, "c2": None, ("c1", 1): OK}),
)


@pytest.mark.parametrize(("one", "other"), STATES)
def test_equal_sessions_have_one_digest(one: dict[Any, Any], other: dict[Any, Any]) -> None:
    """A snapshot gives a server its sessions in another order of the dicts: the state is the same."""
    servers = [Server("S1", ("S1",), Options()) for _ in range(3)]
    servers[0].sessions, servers[1].sessions = one, other
    servers[2].restore_machine(servers[0].machine_text())
    servers[2].sessions = dict(reversed(servers[2].sessions.items()))
    assert servers[2].sessions == one
    assert len({state_machine_digest(server) for server in servers}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [({"a": {"b": 1}}, {"a": {"b": 2}}), ({"a": [1, 2]}, {"a": [2, 1]}), ({"a": {1}}, {"a": frozenset({1})})],
)
def test_sessions_that_differ_have_two_digests(one: dict[Any, Any], other: dict[Any, Any]) -> None:
    """The order of a list and the type of a container are part of the state."""
    assert items_text(SERVER, one) != items_text(SERVER, other)


def test_flat_state_has_its_repr() -> None:
    """Tables without dicts or sets inside have the text that recorded runs were digested with."""
    assert items_text(SERVER, {"b": (1, OK, None), "a": "{"}) == repr([("a", "{"), ("b", (1, OK, None))])
    assert items_text(SERVER, {"b": ("{",), "a": []}) == repr([("a", []), ("b", ("{",))])


def test_equal_objects_have_one_digest() -> None:
    """The digest depends on what an object holds, not on where it lies in memory."""

    def digest(newest: int) -> str:
        server = Counting("S1", ("S1",), Options())
        server.sessions = {"c1": [Tally(newest)]}
        return state_machine_digest(server)

    kept = [digest(1), digest(1), digest(2)]
    assert kept[0] == kept[1] != kept[2]
