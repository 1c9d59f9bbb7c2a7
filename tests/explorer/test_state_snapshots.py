"""Equal states have one id, different ones never share it, whatever a submission puts into them."""

from __future__ import annotations

from collections import defaultdict

import pytest
from tests.explorer.conftest import MakeSearch

from raftlab.errors import BadFrameError, NondeterminismError
from raftlab.explorer.bounds import Bounds
from raftlab.explorer.search_goals import parse_goal
from raftlab.server import Entry, Log
from raftlab.worker.snapshots import SnapshotStore, StateError

HOLE_SIGNATURE = "    def tryAdvanceCommit(self) -> bool:"


def test_set_order_makes_no_new_state() -> None:
    """Sets are compared sorted, dicts in their order."""
    snapshots = SnapshotStore()
    assert snapshots.intern({"a": {1, 2, 1000}}) == snapshots.intern({"a": {1000, 2, 1}})
    assert snapshots.intern({"a": {1: 1, 2: 2}}) != snapshots.intern({"a": {2: 2, 1: 1}})


def test_types_are_kept_apart() -> None:
    """1, 1.0 and True are three values; so are a list and a tuple."""
    snapshots = SnapshotStore()
    values = [1, 1.0, True, "1", (1,), [1], {1}, frozenset({1}), Log([Entry(1)]), [Entry(1)]]
    assert len({snapshots.intern({"a": value}) for value in values}) == len(values)


def test_shared_references_are_kept() -> None:
    """Two names for one list are not two equal lists."""
    snapshots, shared = SnapshotStore(), [1]
    together = snapshots.intern({"a": shared, "b": shared})
    assert together != snapshots.intern({"a": [1], "b": [1]})
    copy = snapshots.restore(together)
    assert copy["a"] is copy["b"]


class ConstantPickle:
    """An object that pickles to the same whatever it holds."""

    def __reduce__(self) -> tuple[type, tuple[()]]:
        return ConstantPickle, ()


def test_objects_of_a_submission_are_refused() -> None:
    """No object can make states look equal: only plain data has a form, and the fault names the attribute."""
    with pytest.raises(StateError, match=r"self\.memory holds a Constant"):
        SnapshotStore().intern({"memory": ConstantPickle()})


class EqualToAnyType(type):
    """Makes classes that call themselves equal to any other, with the hash of int."""

    def __eq__(cls, other: object) -> bool:
        return True

    def __hash__(cls) -> int:
        return hash(int)


class EqualToAnyValue(metaclass=EqualToAnyType):
    """Calls itself equal to whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1


def test_object_that_pickles_as_known_state_is_refused() -> None:
    """What has the bytes of a known state, because it says so itself, is not that state."""

    class Mimic:
        def __reduce__(self) -> tuple[object, ...]:
            return Entry, (1, None)

    snapshots = SnapshotStore()
    snapshots.intern({"a": Entry(1)})
    with pytest.raises(StateError):
        snapshots.intern({"a": Mimic()})
    assert len(snapshots) == 1


def test_class_that_calls_itself_int_is_refused() -> None:
    """Types are told apart by what they are, not by what their metaclass says of them, in values and in names."""
    for hostile in (
        EqualToAnyValue(),
        [EqualToAnyValue()],
        {1: EqualToAnyValue()},
        {EqualToAnyValue(): 1},
        (EqualToAnyValue(),),
        {EqualToAnyValue()},
    ):
        with pytest.raises(StateError, match=r"self\.a holds a EqualToAnyValue"):
            SnapshotStore().intern({"a": hostile})
    with pytest.raises(StateError, match="whose name is a EqualToAnyValue"):
        SnapshotStore().intern({EqualToAnyValue(): 1})  # type: ignore[dict-item]


def test_defaultdict_factory_is_state() -> None:
    """A defaultdict's factory is part of it, and one that could hide anything is refused."""
    snapshots = SnapshotStore()
    assert snapshots.intern({"a": defaultdict(int)}) != snapshots.intern({"a": defaultdict(list)})
    assert snapshots.intern({"a": defaultdict(int, {1: 2})}) != snapshots.intern({"a": defaultdict(int)})
    with pytest.raises(StateError, match="something else than a plain type"):
        snapshots.intern({"a": defaultdict(ConstantPickle)})


def test_dict_items_are_kept() -> None:
    """A dict is its keys and, in their order, its values: no value can stand for a key."""
    snapshots = SnapshotStore()
    values = [{1: 2}, {2: 1}, {1: 2, 3: 4}, {1: 3, 2: 4}, [1, 2], {}, []]
    assert len({snapshots.intern({"a": value}) for value in values}) == len(values)


def test_state_outside_of_the_server_is_noticed(make_search: MakeSearch) -> None:
    """A counter kept on the class makes the live run differ from the snapshots, and is called what it is."""
    hidden = (
        "    count: list[int] = []\n\n    def handleElectionTimeout(self) -> None:\n        Commit.count.append(1)\n"
        "        if len(Commit.count) % 3:\n            super().handleElectionTimeout()\n\n"
    )
    with pytest.raises((NondeterminismError, BadFrameError)):
        make_search(Bounds(terms=2), HOLE_SIGNATURE, hidden + HOLE_SIGNATURE).run()


def test_action_that_no_state_shows_is_noticed(make_search: MakeSearch) -> None:
    """A counter kept on the class that only changes what is done, and never what is shown, is noticed too."""
    hidden = (
        "    count: list[int] = []\n\n    def handleElectionTimeout(self) -> None:\n        Commit.count.append(1)\n"
        "        self.cancelTimer(f'mark{len(Commit.count)}')\n        super().handleElectionTimeout()\n\n"
    )
    with pytest.raises(NondeterminismError, match=r"made S\d act differently in the search"):
        make_search(Bounds(terms=2), HOLE_SIGNATURE, hidden + HOLE_SIGNATURE).run()


FALSE_KNOWN_STATES = """
from collections import _sys

responses, request_handler = (_sys.modules["raftlab.worker." + name] for name in ("responses", "request_handler"))


def kept(self, server):
    known = server.id in vars(self).setdefault("told", set())
    self.told.add(server.id)
    return responses.SnapshotResponse((), int(server.id[1:]), None if known else request_handler.observe_server(server))


request_handler.RequestHandler._snapshot_response = kept


"""


def test_a_worker_that_shows_nothing_new_proves_nothing(make_search: MakeSearch) -> None:
    """Where a submission makes its process call every state the first one, no leader is ever seen: that is told."""
    made = make_search(
        Bounds(terms=2), "class Commit(", FALSE_KNOWN_STATES + "class Commit(", sometimes=[parse_goal("leader")]
    )
    assert made.run().unmet == ("leader",)


UNKNOWN_STATE = FALSE_KNOWN_STATES.replace("None if known else request_handler.observe_server(server)", "None")


def test_a_state_that_was_never_shown_is_no_answer(make_search: MakeSearch) -> None:
    """A process that calls a state known which it never showed has sent a bad frame."""
    with pytest.raises(BadFrameError):
        make_search(Bounds(terms=2), "class Commit(", UNKNOWN_STATE + "class Commit(").run()
