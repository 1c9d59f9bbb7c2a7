"""Whatever is handed in, the answer is one line that names the thing and the repair, exit code 2, and no traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from ended import Ended, Raftlab

from raftlab.kit import Kit

FILE = "commit.py"


def reference(kit: Kit) -> str:
    """Return a right solution."""
    return kit.solution(kit.scene("scene05")).source


def cannot_grade(ended: Ended, *words: str) -> None:
    """Assert that the command refused in one line that holds the words, and printed nothing else."""
    assert ended.code == 2, ended
    assert ended.out == ""
    assert ended.err.startswith("raftlab: ")
    assert ended.err.count("\n") == 1, ended.err
    assert "Traceback" not in ended.err
    for word in words:
        assert word in ended.err


def empty(path: Path) -> None:
    path.write_text(" \n")


def syntax_error(path: Path) -> None:
    path.write_text("class Commit(Server)\n    pass\n")


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def zero_byte(path: Path) -> None:
    path.write_bytes(b"x = 1\0\n")


def latin(path: Path) -> None:
    path.write_bytes("# gr\xfcn\n".encode("latin-1"))


def huge(path: Path) -> None:
    path.write_bytes(b"#" * 300_000)


def deep(path: Path) -> None:
    path.write_text("x = " + "(" * 5000 + ")" * 5000)


def deep_without_brackets(path: Path) -> None:
    path.write_text("x = " + "-" * 100_000 + "1")


def link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def other_class(path: Path) -> None:
    path.write_text("class Comit:\n    pass\n")


def refines_nothing(path: Path) -> None:
    path.write_text("class Commit:\n    pass\n")


def no_hole(path: Path) -> None:
    path.write_text("from raftlab.server import Server\n\n\nclass Commit(Server):\n    pass\n")


BAD: list[tuple[Callable[[Path], None], tuple[str, ...]]] = [
    (empty, ("commit.py is empty", "raftlab start scene05")),
    (syntax_error, ("commit.py, line 1", "expected ':'", "mend it")),
    (binary, ("not UTF-8", "save it")),
    (zero_byte, ("zero byte", "Python source")),
    (latin, ("not UTF-8 text (byte 4)", "save it as UTF-8")),
    (huge, ("over 256 KB",)),
    (deep, ("commit.py", "nested")),
    (deep_without_brackets, ("commit.py", "nested")),
    (link, ("symbolic link", "give the file itself")),
    (pipe, ("not a regular file",)),
    (folder, ("not a regular file",)),
    (other_class, ("no class Commit", "Comit", "raftlab start scene05")),
    (refines_nothing, ("line 1", "class Commit(Server):")),
    (no_hole, ("no tryAdvanceCommit", "def tryAdvanceCommit(self) -> bool")),
]


@pytest.mark.parametrize(("make", "words"), BAD, ids=[make.__name__ for make, _ in BAD])
def test_what_cannot_be_graded_is_named(
    raftlab: Raftlab, here: Path, make: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    """A file that is no submission is refused by name, with the repair, before anything is run."""
    (here / "scene05").mkdir()
    make(here / "scene05" / FILE)
    cannot_grade(raftlab("grade", "scene05"), "commit.py", *words)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("def tryAdvanceCommit(self) -> bool", "def tryAdvanceCommit(self, index) -> bool", ("takes (self, index)",)),
        (
            "def truncateConflicts(self, req: AppendEntries)",
            "def truncateConflicts(self)",
            ("(self, req: AppendEntries)",),
        ),
        ("def answerClients(self)", "async def answerClients(self)", ("async",)),
        ("def answerClients(self)", "def answerClients(self, *, now)", ("takes (self, *, now)",)),
    ],
)
def test_wrong_signature_is_told_with_the_right_one(
    raftlab: Raftlab, kit: Kit, here: Path, was: str, becomes: str, words: tuple[str, ...]
) -> None:
    """A hole that takes other arguments is found without running it; the line shows how it must read."""
    (here / FILE).write_text(reference(kit).replace(was, becomes))
    cannot_grade(raftlab("grade", "scene05", FILE), "commit.py, line", "it must be `def", *words)


def test_renamed_and_optional_parameters_are_no_fault(raftlab: Raftlab, kit: Kit, here: Path) -> None:
    """A student may name a parameter as they like, and add one that has a default."""
    text = reference(kit).replace("def answerClients(self)", "def answerClients(self, first: bool = False)")
    text = text.replace("def truncateConflicts(self, req: AppendEntries)", "def truncateConflicts(self, req, /, *more)")
    (here / FILE).write_text(text)
    ended = raftlab("grade", "scene05", FILE, "--check", "minority_waits")
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize(
    ("first_line", "words"),
    [
        ("import socket", ("socket", "send(to, message)")),
        ("import nonexistent_thing", ("nonexistent_thing",)),
        ("raise ValueError('so')", ("ValueError: so", "commit.py")),
        ("while True: pass", ("endless loop",)),
        ("x = 'a' * (1 << 40)", ("MemoryError",)),
        ("x = []\nwhile True: x += [x] * 10**6", ("commit.py",)),
        ("import sys; sys.exit(0)", ("commit.py",)),
    ],
)
def test_what_fails_while_it_is_imported_is_told(
    raftlab: Raftlab, kit: Kit, here: Path, first_line: str, words: tuple[str, ...]
) -> None:
    """A file that cannot be imported is refused in one line: what it did, never a traceback of the kit."""
    (here / FILE).write_text(f"{first_line}\n{reference(kit)}")
    cannot_grade(raftlab("grade", "scene05", FILE), *words)


def test_no_file_at_all_is_told_with_the_command_that_makes_one(raftlab: Raftlab, here: Path) -> None:
    """Grading where nothing was started says how to start."""
    cannot_grade(raftlab("grade", "scene05"), "no folder scene05 here", "raftlab start scene05")
    cannot_grade(raftlab("grade", "scene05", "nowhere.py"), "nowhere.py does not exist")
    (here / "scene05").mkdir()
    cannot_grade(raftlab("grade", "scene05"), "no commit.py in scene05", "raftlab start scene05")


def test_unknown_names_are_told_with_the_nearest(raftlab: Raftlab, here: Path) -> None:
    """A mistyped scene, check or command is answered with what it may have meant."""
    cannot_grade(raftlab("grade", "scene5"), "scene5: no such scene", "did you mean scene05?")
    raftlab("start", "scene05")
    cannot_grade(raftlab("grade", "scene05", "--check", "figure8_overwrit"), "test_figure8_overwrite")
    cannot_grade(raftlab("hint", "scene05", "nonsense"), "no hints for a check nonsense")
    cannot_grade(raftlab("grad", "scene05"), "grade")


def test_wrong_usage_is_one_line(raftlab: Raftlab) -> None:
    """The parser's own complaints end like all others: one line, and where to read on."""
    cannot_grade(raftlab("grade"), "SCENE", "raftlab grade --help")
    cannot_grade(raftlab("grade", "scene05", "--seed", "x"), "--seed")
    cannot_grade(raftlab("grade", "scene05", "--seed", "-1"), "--seed")
    cannot_grade(raftlab("grade", "scene05", "a", "b"), "raftlab grade --help")


def test_unreadable_file_is_named(raftlab: Raftlab, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is named with the reason."""

    def refuse(path: Path) -> int:
        raise PermissionError(13, "Permission denied")

    (here / FILE).write_text("x")
    monkeypatch.setattr("raftlab.workspace.opened", refuse)
    cannot_grade(raftlab("grade", "scene05", FILE), "cannot be read", "permission denied")


def test_path_with_control_characters_is_shown_as_data(raftlab: Raftlab) -> None:
    """A path cannot drive the terminal that shows it."""
    ended = raftlab("grade", "scene05", "a\x1b[31mb.py")
    cannot_grade(ended, "does not exist")
    assert "\x1b" not in ended.err
