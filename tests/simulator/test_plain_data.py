"""Plain data goes to JSON and back, and nothing else does."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import msgspec
import pytest

from raftlab.plain_data import record_plain_types, tag_value, untag_value
from raftlab.server import Command, Entry, Options, Server

TYPES = record_plain_types(Command, Entry)


class Pair(NamedTuple):
    """A tuple with a name."""

    left: int
    right: int


class Color(IntEnum):
    """A number with a name."""

    RED = 1


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1.5,
        "",
        [],
        (1, (2, "x")),
        {"a": [1], 2: (3,)},
        {(1, 2): {3, 4}},
        frozenset({"b", "a"}),
        [Entry(1, Command("put", "x", "1", "C", 1)), Entry(2)],
    ],
)
def test_value_comes_back(value: Any) -> None:
    """What is stored as JSON comes back equal and of the same types."""
    back = untag_value(msgspec.json.decode(msgspec.json.encode(tag_value(value, TYPES))), TYPES)
    assert back == value
    assert repr(back) == repr(value) or isinstance(value, set | frozenset | dict)


def test_equal_dicts_have_one_sorted_form() -> None:
    """The order in which a dict was filled shows only where dicts are not sorted."""
    one, two = {"a": 1, "b": 2}, {"b": 2, "a": 1}
    assert tag_value(one, TYPES, sorts_dicts=True) == tag_value(two, TYPES, sorts_dicts=True)
    assert list(untag_value(tag_value(two, TYPES), TYPES)) == ["b", "a"]


@pytest.mark.parametrize("value", [Pair(1, 2), Color.RED, object(), [b"x"], {"a": Pair(1, 2)}])
def test_other_values_are_refused(value: Any) -> None:
    """A value that would come back as another type is refused, with the name of its type."""
    with pytest.raises(TypeError, match=r"it holds a \w+, which is not plain data"):
        tag_value(value, TYPES)


@pytest.mark.parametrize("tagged", [[], [1], ["open", "x"], ["Entry"], ["Server", 1], ["dict", 1]])
def test_other_texts_are_refused(tagged: Any) -> None:
    """A text that nobody wrote here makes no object: only the types that were given can come of it."""
    with pytest.raises((ValueError, TypeError)):
        untag_value(tagged, TYPES)


class OwnLayer(Server):
    """A layer whose module defines classes for its values."""


@dataclass
class Session:
    """What a layer knows about a client."""

    newest: int
    answers: deque[str]


@dataclass(frozen=True, slots=True)
class Closed:
    """A session that has ended."""

    client: str


@pytest.mark.parametrize(
    "value",
    [
        Pair(1, 2),
        Color.RED,
        Session(3, deque(["x"], maxlen=5)),
        {"a": Closed("c1"), "b": [Pair(Pair(1, 2), 3)]},
        (OrderedDict(b=1, a=2), Counter("aab"), defaultdict(list, a=[1])),
    ],
)
def test_values_of_own_classes_are_restored(value: Any) -> None:
    """A machine and sessions may hold named tuples, enum members, objects and collections: they come back equal."""
    server, other = OwnLayer("S1", ("S1",), Options()), OwnLayer("S2", ("S2",), Options())
    server.machine, server.sessions = {"x": ""}, {"c": value}
    other.restore_machine(server.machine_text())
    back = other.sessions["c"]
    assert (back, type(back), other.machine_text()) == (value, type(value), server.machine_text())


@pytest.mark.parametrize("value", [defaultdict(lambda: 0), object(), ValueError("x"), len])
def test_values_of_other_classes_are_refused(value: Any) -> None:
    """What is no plain data in a snapshot of a server is none in the text of its machine."""
    server = OwnLayer("S1", ("S1",), Options())
    server.sessions = {"c": value}
    with pytest.raises(TypeError, match="it holds a"):
        server.machine_text()
