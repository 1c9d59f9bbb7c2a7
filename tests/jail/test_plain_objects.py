"""Values of a submission's own classes are plain data: a search keeps them, tells them apart, and gives them back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from raftlab.worker.custom_object_codec import PlainObjectReducer
from raftlab.worker.snapshots import SnapshotStore, StateError

MODULE_NAME = "layer_of_a_test"
SOURCE = """
import collections, dataclasses, enum, typing
from abc import ABC

class Mark(typing.NamedTuple):
    index: int
    term: int = 0

Pair = collections.namedtuple("Pair", "a b")

class Phase(enum.Enum):
    ASKING = "asking"
    LEADING = "leading"

class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2

class Rights(enum.Flag):
    READ = 1
    WRITE = 2

@dataclasses.dataclass
class Round:
    term: int
    heard: set = dataclasses.field(default_factory=set)

@dataclasses.dataclass(frozen=True, slots=True)
class Vote:
    term: int
    voter: str

class Book:
    def __init__(self):
        self.pages = {}
        self.__secret = 1

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __getstate__(self):
        return {}

    def __reduce__(self):
        return (Book, ())

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)

    class Page:
        text = ""

class Shape(ABC, typing.Generic[typing.TypeVar("T")]):
    __slots__ = ("side", "unset")

class Square(Shape):
    pass

class Liar:
    __dict__ = property(lambda self: {})

class Names(dict):
    pass

class Meta(type):
    def __eq__(self, other):
        return True
    __hash__ = type.__hash__

class Odd(metaclass=Meta):
    pass

def make_local():
    class Local:
        pass
    return Local()

def with_side(kind, side):
    made = kind()
    made.side = side
    return made

def with_pages(**pages):
    made = Book()
    made.pages.update(pages)
    return made
"""


@pytest.fixture
def module() -> Iterator[Any]:
    """Yield the module of a submission."""
    made = ModuleType(MODULE_NAME)
    sys.modules[MODULE_NAME] = made
    exec(SOURCE, vars(made))
    yield made
    del sys.modules[MODULE_NAME]


@pytest.fixture
def store(module: Any) -> SnapshotStore:
    """Return a store that knows the module's classes."""
    return SnapshotStore((), PlainObjectReducer(frozenset({MODULE_NAME})))


DIFFERENT_VALUES = [
    ("Mark(1)", "Mark(2)"),
    ("Mark(1)", "(1, 0)"),
    ("Pair(1, [2])", "Pair(1, [3])"),
    ("Phase.ASKING", "Phase.LEADING"),
    ("Phase.ASKING", "'asking'"),
    ("Level.LOW", "1"),
    ("Rights.READ", "Rights.READ | Rights.WRITE"),
    ("{Phase.ASKING: 1}", "{Phase.ASKING: 2}"),
    ("Round(1)", "Round(2)"),
    ("Round(1, {'S1'})", "Round(1, {'S2'})"),
    ("frozenset({Vote(1, 'S1')})", "frozenset({Vote(1, 'S2')})"),
    ("with_pages(a=1)", "with_pages(a=2)"),
    ("with_side(Square, 1)", "with_side(Square, 2)"),
    ("Book.Page()", "Book()"),
    ("collections.deque([Vote(1, 'S1')], maxlen=2)", "collections.deque([Vote(2, 'S1')], maxlen=2)"),
    ("collections.defaultdict(list, a=[Mark(1)])", "collections.defaultdict(list, a=[Mark(2)])"),
    ("collections.Counter(a=1)", "collections.Counter(a=2)"),
    ("collections.OrderedDict(a=1, b=2)", "collections.OrderedDict(b=2, a=1)"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT_VALUES)
def test_values_are_told_apart(module: Any, store: SnapshotStore, one: str, other: str) -> None:
    """Two states are one if all that they hold is equal, whatever the methods of a class say."""
    first, second, again = (eval(text, vars(module)) for text in (one, other, one))
    known = store.intern({"x": first})
    assert store.intern({"x": again}) == known
    assert store.intern({"x": second}) != known


@pytest.mark.parametrize("text", [each for pair in DIFFERENT_VALUES for each in pair])
def test_values_come_back_as_they_were(module: Any, store: SnapshotStore, text: str) -> None:
    """What a search gives back to a handler has the same class and content, and is no shared object."""
    value = eval(text, vars(module))
    known = store.intern({"x": value})
    restored = store.restore(known)["x"]
    assert type(restored) is type(value)
    assert store.intern({"x": restored}) == known
    assert repr(restored).partition(" object at")[0] == repr(value).partition(" object at")[0]


def test_shared_objects_stay_shared(module: Any, store: SnapshotStore) -> None:
    """Two names of one object are another state than two equal objects; an object may hold itself."""
    book = module.Book()
    book.itself = book
    restored = store.restore(store.intern({"x": book, "y": book}))
    assert restored["x"] is restored["y"] is restored["x"].itself
    round_one = module.Round(1)
    assert store.intern({"x": round_one, "y": round_one}) != store.intern({"x": round_one, "y": module.Round(1)})


@pytest.mark.parametrize("text", ["Liar()", "Names()", "Odd()", "make_local()", "lambda: 1", "iter([])", "Book"])
def test_other_values_are_reported_with_their_attribute(module: Any, store: SnapshotStore, text: str) -> None:
    """What could hide state is named, with the attribute that holds it."""
    with pytest.raises(StateError, match=r"self\.plan holds .*: state must be plain data") as told:
        store.intern({"plan": [eval(text, vars(module))]})
    assert told.value.attribute == "plan"
