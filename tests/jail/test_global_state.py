"""State outside of the servers is compared by its canonical form and reported by name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from raftlab.server import Options, Server
from raftlab.worker.global_state import CHANGED_NAMES_LIMIT, NAME_LENGTH_LIMIT, changed_names, read_global_state

IMPORTS = "import collections, contextlib, dataclasses, enum, functools, itertools\nfrom raftlab.server import Server\n"
LAYER_SOURCE = "class Layer(Server):\n    pass\n"


class LoadedLayer:
    """One layer module and the server that is composed of it."""

    def __init__(self, source: str) -> None:
        self.module = ModuleType("layer_of_a_test")
        sys.modules[self.module.__name__] = self.module
        exec(IMPORTS + source, vars(self.module))
        self.server_class: type[Server] = type("Composed", (vars(self.module)["Layer"], Server), {})
        self._before = read_global_state(self.server_class, slice(1))

    def changes_after(self, code: str) -> tuple[str, ...]:
        """Run `code` in the module with a `server`, and return the names of the changed values."""
        exec(
            code,
            {**vars(self.module), "module": self.module, "server": self.server_class("S1", ("S1", "S2"), Options())},
        )
        return changed_names(self._before, read_global_state(self.server_class, slice(1)))


@pytest.fixture(autouse=True)
def forget_module() -> Iterator[None]:
    """Forget the module of the test."""
    yield
    sys.modules.pop("layer_of_a_test", None)


CHANGED_STATE = [
    ("A = 0\n", "module.A += 1", "A (a global of the module)"),
    ("A = 1\n", "module.A = True", "A (a global of the module)"),
    ("A = []\n", "A.append(3)", "A (a global of the module)"),
    ("A = {'x': [1, {2}]}\n", "A['x'][1].add(3)", "A (a global of the module)"),
    ("A = collections.deque([1, 2])\n", "A.rotate()", "A (a global of the module)"),
    ("A = collections.Counter()\n", "A['x'] += 1", "A (a global of the module)"),
    ("A = bytearray(2)\n", "A[0] = 1", "A (a global of the module)"),
    ("", "module.NEW = 1", "NEW (a global of the module)"),
    ("A = 1\n", "del module.A", "A (a global of the module)"),
    ("A = itertools.count()\n", "next(A)", "A (a global of the module)"),
    ("A = itertools.cycle('ab')\n", "next(A)", "A (a global of the module)"),
    ("A = iter([1, 2])\n", "next(A)", "A (a global of the module)"),
    ("def f():\n    yield 1\n    yield 2\nA = f()\n", "next(A)", "A (a global of the module)"),
    ("class P:\n    pass\nA = P()\n", "A.x = 1", "A (a global of the module)"),
    ("class P:\n    __slots__ = 'x',\nA = P()\n", "A.x = 1", "A (a global of the module)"),
    ("@dataclasses.dataclass\nclass P:\n    x: list\nA = [P([])]\n", "A[0].x.append(1)", "A (a global of the module)"),
    ("class P(list):\n    pass\nA = P()\n", "A.x = 1", "A (a global of the module)"),
    ("class P:\n    def up(self):\n        self.n = 1\nA = P().up\n", "A()", "A (a global of the module)"),
    ("class P:\n    n = 0\n", "P.n += 1", "P.n (an attribute of the class)"),
    ("def f(x, y=[]):\n    y.append(x)\n", "f(1)", "y of f (a default)"),
    ("def f(*, y={}):\n    y[1] = 1\n", "f()", "y of f (a default)"),
    ("def f():\n    f.calls = 1\n", "f()", "f.calls (an attribute of the function)"),
    ("@functools.cache\ndef f(x):\n    return x\n", "f(1)", "f (a cache)"),
    (
        "def g():\n    n = 0\n    def f():\n        nonlocal n\n        n += 1\n    return f\nf = g()\n",
        "f()",
        "n of f (a closure)",
    ),
    ("class P:\n    @staticmethod\n    def f(y=[]):\n        y.append(1)\n", "P.f()", "y of P.f (a default)"),
    ("class P:\n    @property\n    def f(self, y=[]):\n        y.append(1)\n", "P().f", "y of P.f (a default)"),
    ("def f():\n    return 1\ndef g():\n    return 2\n", "module.f = g", "f (a function)"),
    ("", "type(server).n = 1", "type(self).n (an attribute of the class)"),
    ("", "Server.n = 1", "Server.n (an attribute of the class)"),
    ("", "Layer.n = 1", "Layer.n (an attribute of the class)"),
]


@pytest.mark.parametrize(
    ("source", "code", "name"), CHANGED_STATE, ids=[f"{code}: {name}" for _, code, name in CHANGED_STATE]
)
def test_changed_global_is_named(source: str, code: str, name: str) -> None:
    """A changed value of a module, a class or a function is reported by its name only."""
    loaded = LoadedLayer(source + LAYER_SOURCE)
    try:
        assert loaded.changes_after(code) == (name,)
    finally:
        if "n" in vars(Server):
            del Server.n  # type: ignore[attr-defined]


UNCHANGED_STATE = [
    ("A = [1, 2]\n", "A.append(3); A.pop()"),
    ("A = (1, (2,))\n", "module.A = (1, tuple([2]))"),
    ("A = {3, 1, 2}\n", "A.remove(3); A.add(3)"),
    ("def f(x, y=()):\n    return (*y, x)\n", "f(1)"),
    ("class P:\n    pass\n", "P().x = 1"),
    ("class Color(enum.Enum):\n    RED = 1\n", "Color(1).name"),
    ("@contextlib.contextmanager\ndef f():\n    yield 1\n", "f().__enter__()"),
    ("", "server.n = 1; server.machine['x'] = '1'; server.becomeFollower"),
]


@pytest.mark.parametrize(("source", "code"), UNCHANGED_STATE, ids=[code for _, code in UNCHANGED_STATE])
def test_unchanged_global_is_not_named(source: str, code: str) -> None:
    """Calling functions, creating objects and changing a server's attributes change no global state."""
    assert LoadedLayer(source + LAYER_SOURCE).changes_after(code) == ()


def test_names_are_few_and_short() -> None:
    """However many and long the changed names are, the response fits into a frame."""
    told = LoadedLayer(LAYER_SOURCE).changes_after(
        "vars(module).update({'N' * 500 + str(number): 1 for number in range(100)})"
    )
    assert len(told) <= CHANGED_NAMES_LIMIT
    assert all(len(name) <= NAME_LENGTH_LIMIT for name in told)
    many = LoadedLayer(LAYER_SOURCE).changes_after("vars(module).update({f'N{number}': 1 for number in range(100)})")
    assert len(many) == CHANGED_NAMES_LIMIT


def test_large_and_looped_values_are_looked_at_in_part() -> None:
    """Cyclic values end, and a large value is compared by its length and first parts."""
    loaded = LoadedLayer("RING = []\nRING.append(RING)\nLONG = list(range(100_000))\n" + LAYER_SOURCE)
    assert loaded.changes_after("LONG.append(1)") == ("LONG (a global of the module)",)
