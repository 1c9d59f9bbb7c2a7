"""A slip that the text shows for certain is told before it runs: the thing, the line and the repair."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from raftlab.errors import UsageError
from raftlab.kit import Kit, find_kit
from raftlab.submission_lint import newer_syntax_text
from raftlab.submission_reader import read_submission

SCENE = "scene05"


@pytest.fixture(scope="module")
def kit() -> Kit:
    """Return the kit of this checkout."""
    return find_kit()


@pytest.fixture
def solution(kit: Kit) -> str:
    """Return the text of a right answer, its class the last thing in it."""
    return kit.solution_layer(kit.scene(SCENE)).source


def refusal(kit: Kit, folder: Path, source: str) -> str:
    """Return why `source` is not graded, "" if it is."""
    file = folder / "commit.py"
    file.write_text(source, encoding="utf-8")
    try:
        read_submission(kit, kit.scene(SCENE), file)
    except UsageError as error:
        return str(error)
    return ""


def with_method(solution: str, method: str) -> str:
    """Return the right answer with one more method at the end of its class."""
    return solution.rstrip() + "\n\n" + method


SLIPS = [
    (
        "    def __init__(self):\n        super().__init__()\n",
        r"__init__ takes \(self\), .* write `def __init__\(self, id,",
    ),
    (
        "    def __init__(self, id, cluster):\n        pass\n",
        r"__init__ takes \(self, id, cluster\), and the kit calls",
    ),
    ("    def answerClients(self):\n        yield\n", "`yield` makes answerClients a generator"),
    ("    def answerClients(self):\n        yield from self.waiting\n", "`yield` makes answerClients a generator"),
    (
        "    def handleAppendEntries(self, req):\n        if req:\n            yield 1\n",
        "makes handleAppendEntries a gen",
    ),
    (
        "    def tryAdvanceCommit(self):\n        raise NotImplementedError\n",
        "tryAdvanceCommit is written twice, and this",
    ),
    ('    def answerClients(self):\n        """Answer."""\n        raise NotImplementedError()\n', "is written twice"),
    ("    async def answerClients(self):\n        pass\n", "answerClients is async, and nothing awaits it"),
    ("    def tryAdvanceCommit():\n        return True\n", r"tryAdvanceCommit takes \(\); it must be `def tryAdv"),
    ("    def extra(self):\n\tpass\n        pass\n", "inconsistent use of tabs|unindent|indent"),
    ("    def extra(self):\n        return 'x\n", "unterminated string"),
]


@pytest.mark.parametrize(("method", "expected"), SLIPS)
def test_slip_is_told_with_its_line(kit: Kit, tmp_path: Path, solution: str, method: str, expected: str) -> None:
    """The message names the method, its line, and what to write."""
    told = refusal(kit, tmp_path, with_method(solution, method))
    assert re.match(r"commit\.py, line \d+: ", told)
    assert re.search(expected, told)


RIGHT_METHODS = [
    "    def __init__(self, *args, **settings):\n        super().__init__(*args, **settings)\n",
    "    def __init__(self, id, cluster, options, own=0):\n        super().__init__(id, cluster, options)\n",
    "    def items(self):\n        yield from self.waiting\n",
    "    def extra(self):\n        def inner():\n            yield 1\n        return list(inner())\n",
    "    def handle_all(self):\n        return (x for x in (yield))\n",
]


@pytest.mark.parametrize("method", RIGHT_METHODS)
def test_right_text_is_not_refused(kit: Kit, tmp_path: Path, solution: str, method: str) -> None:
    """A generator that no one calls as a handler, and any __init__ that takes what it is given, are read."""
    assert refusal(kit, tmp_path, with_method(solution, method)) == ""


def test_message_type_of_ones_own_is_told(kit: Kit, tmp_path: Path, solution: str) -> None:
    """It is told by its line where a server makes one; a class that only looks like one is left alone."""
    imported = "from raftlab.server import Message\n\n\nclass Forward(Message, frozen=True):\n    n: int\n\n\n"
    source = imported + solution
    sends = with_method(source, "    def forward(self):\n        self.send('S1', Forward(1))\n")
    assert re.match(r"commit\.py, line 4: Forward is a message type of your own", refusal(kit, tmp_path, sends))
    assert refusal(kit, tmp_path, source) == ""


@pytest.mark.parametrize("prefix", ["\ufeff", ""])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_editors_of_windows_are_read(kit: Kit, tmp_path: Path, solution: str, prefix: str, line_end: str) -> None:
    """A byte order mark and Windows' line ends change nothing."""
    file = tmp_path / "commit.py"
    file.write_bytes((prefix + solution.replace("\n", line_end)).encode())
    assert read_submission(kit, kit.scene(SCENE), file).file == "commit.py"


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("type Index = int", "3.12"),
        ("    def first[T](self, items: list[T]) -> T:", "3.12"),
        ("class Box[T]:", "3.12"),
        ('x = f"{self.matchIndex["S2"]}"', "3.12"),
        ('x = t"{name}"', "3.14"),
        ("    except KeyError, ValueError:", "3.14"),
    ],
)
def test_syntax_of_a_later_python_is_named_with_its_version(line: str, version: str) -> None:
    """Who writes for a later Python hears which one, and which one this is."""
    needed = tuple(map(int, version.split(".")))
    told = newer_syntax_text(line)
    assert (f"it needs Python {version}" in told) == (sys.version_info[:2] < needed)
    assert newer_syntax_text("x = (1") == ""
