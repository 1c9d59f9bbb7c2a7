"""Whatever is handed in, the answer is one line that names the thing and the repair, exit code 2, and no traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from command_result import CommandResult, RunCommand
from msgspec.structs import replace

from raftlab.kit import Kit
from raftlab.server import Options
from raftlab.trace import Boot, Deliver, Event, StoryboardPanel, Trace, to_json
from raftlab.worker.worker_connection import RequestLimits
from raftlab.worker.worker_hosts import WorkerHosts

pytestmark = pytest.mark.usefixtures("shared_zygotes")

FILE = "commit.py"


def reference_source(kit: Kit) -> str:
    """Return a right solution."""
    return kit.solution_layer(kit.scene("scene05")).source


def assert_refused(result: CommandResult, *expected: str) -> None:
    """Assert that the command refused in one line that holds the words, and printed nothing else."""
    assert result.code == 2, result
    assert result.out == ""
    assert result.err.startswith("raftlab: ")
    assert result.err.count("\n") == 1, result.err
    assert "Traceback" not in result.err
    for word in expected:
        assert word in result.err


def write_empty_file(path: Path) -> None:
    path.write_text(" \n")


def write_syntax_error(path: Path) -> None:
    path.write_text("class Commit(Server)\n    pass\n")


def write_binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def write_zero_byte(path: Path) -> None:
    path.write_bytes(b"x = 1\0\n")


def write_latin1(path: Path) -> None:
    path.write_bytes("# gr\xfcn\n".encode("latin-1"))


def write_huge_file(path: Path) -> None:
    path.write_bytes(b"#" * 300_000)


def write_deep_brackets(path: Path) -> None:
    path.write_text("x = " + "(" * 5000 + ")" * 5000)


def write_deep_expression(path: Path) -> None:
    path.write_text("x = " + "-" * 100_000 + "1")


def make_link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_folder(path: Path) -> None:
    path.mkdir()


def write_other_class(path: Path) -> None:
    path.write_text("class Comit:\n    pass\n")


def write_class_without_base(path: Path) -> None:
    path.write_text("class Commit:\n    pass\n")


def write_class_without_holes(path: Path) -> None:
    path.write_text("from raftlab.server import Server\n\n\nclass Commit(Server):\n    pass\n")


BAD_FILES: list[tuple[Callable[[Path], None], tuple[str, ...]]] = [
    (write_empty_file, ("commit.py is empty", "raftlab start scene05")),
    (write_syntax_error, ("commit.py, line 1", "expected ':'", "fix it")),
    (write_binary, ("not UTF-8", "save it")),
    (write_zero_byte, ("zero byte", "save it as UTF-8 text")),
    (write_latin1, ("not UTF-8 text (byte 4)", "save it as UTF-8")),
    (write_huge_file, ("over 256 KB",)),
    (write_deep_brackets, ("commit.py", "nested")),
    (write_deep_expression, ("commit.py", "nested")),
    (make_link, ("symbolic link", "give the file itself")),
    (make_pipe, ("not a regular file",)),
    (make_folder, ("not a regular file",)),
    (write_other_class, ("no class Commit", "Comit", "raftlab start scene05")),
    (write_class_without_base, ("line 1", "class Commit(Server):")),
    (write_class_without_holes, ("no tryAdvanceCommit", "def tryAdvanceCommit(self) -> bool")),
]


@pytest.mark.parametrize(("make_file", "expected"), BAD_FILES, ids=[make_file.__name__ for make_file, _ in BAD_FILES])
def test_bad_file_is_refused_by_name(
    raftlab: RunCommand, empty_folder: Path, make_file: Callable[[Path], None], expected: tuple[str, ...]
) -> None:
    """A file that is no submission is refused by name, with the repair, before anything is run."""
    (empty_folder / "scene05").mkdir()
    make_file(empty_folder / "scene05" / FILE)
    assert_refused(raftlab("grade", "scene05"), "commit.py", *expected)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
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
    raftlab: RunCommand, kit: Kit, empty_folder: Path, old: str, new: str, expected: tuple[str, ...]
) -> None:
    """A hole that takes other arguments is found without running it; the line shows how it must read."""
    (empty_folder / FILE).write_text(reference_source(kit).replace(old, new))
    assert_refused(raftlab("grade", "scene05", FILE), "commit.py, line", "it must be `def", *expected)


def test_renamed_and_optional_parameters_are_no_fault(raftlab: RunCommand, kit: Kit, empty_folder: Path) -> None:
    """A student may name a parameter as they like, and add one that has a default."""
    text = reference_source(kit).replace("def answerClients(self)", "def answerClients(self, first: bool = False)")
    text = text.replace("def truncateConflicts(self, req: AppendEntries)", "def truncateConflicts(self, req, /, *more)")
    (empty_folder / FILE).write_text(text)
    ended = raftlab("grade", "scene05", FILE, "--check", "minority_waits")
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize(
    ("first_line", "expected"),
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
def test_import_error_is_reported_in_one_line(
    raftlab: RunCommand,
    kit: Kit,
    empty_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    first_line: str,
    expected: tuple[str, ...],
) -> None:
    """A file that cannot be imported is refused in one line: what it did, never a traceback of the kit."""
    monkeypatch.setitem(WorkerHosts.__init__.__kwdefaults__, "limits", RequestLimits(cpu_s=0.3))  # as endless as 2 s
    (empty_folder / FILE).write_text(f"{first_line}\n{reference_source(kit)}")
    assert_refused(raftlab("grade", "scene05", FILE), *expected)


def test_no_file_at_all_is_told_with_the_command_that_makes_one(raftlab: RunCommand, empty_folder: Path) -> None:
    """Grading where nothing was started says how to start."""
    assert_refused(raftlab("grade", "scene05"), "no folder scene05 here", "raftlab start scene05")
    assert_refused(raftlab("grade", "scene05", "nowhere.py"), "nowhere.py does not exist")
    (empty_folder / "scene05").mkdir()
    assert_refused(raftlab("grade", "scene05"), "no commit.py in scene05", "raftlab start scene05")


def test_unknown_names_are_told_with_the_nearest(raftlab: RunCommand, empty_folder: Path) -> None:
    """A mistyped scene, check or command is answered with what it may have meant."""
    assert_refused(raftlab("grade", "scene5"), "scene5: no such scene", "did you mean scene05?")
    raftlab("start", "scene05")
    assert_refused(raftlab("grade", "scene05", "--check", "figure8_overwrit"), "test_figure8_overwrite")
    assert_refused(raftlab("hint", "scene05", "nonsense"), "no check with hints is called nonsense")
    assert_refused(raftlab("grad", "scene05"), "grade")


def test_wrong_usage_is_one_line(raftlab: RunCommand) -> None:
    """The parser's own complaints end like all others: one line, and where to read on."""
    assert_refused(raftlab("grade"), "SCENE", "raftlab grade --help")
    assert_refused(raftlab("grade", "scene05", "--seed", "x"), "--seed")
    assert_refused(raftlab("grade", "scene05", "--seed", "-1"), "--seed")
    assert_refused(raftlab("grade", "scene05", "a", "b"), "raftlab grade --help")


def test_unreadable_file_is_named(raftlab: RunCommand, empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is named with the reason."""

    def refuse(path: Path) -> int:
        raise PermissionError(13, "Permission denied")

    (empty_folder / FILE).write_text("x")
    monkeypatch.setattr("raftlab.submission_reader.open_for_reading", refuse)
    assert_refused(raftlab("grade", "scene05", FILE), "cannot be read", "permission denied")


def test_path_with_control_characters_is_shown_as_data(raftlab: RunCommand) -> None:
    """A path cannot drive the terminal that shows it."""
    ended = raftlab("grade", "scene05", "a\x1b[31mb.py")
    assert_refused(ended, "does not exist")
    assert "\x1b" not in ended.err


MESSAGE_WITHOUT_A_FIELD = {"type": "AppendEntries", "term": 1, "leaderId": "S1", "entries": [], "leaderCommit": 0}
EMPTY_RUN = Trace("1", "scene05", "t", 0, ("S1", "S2"), Options(), ())
BAD_RUNS: dict[str, tuple[Trace, tuple[str, ...]]] = {
    "message": (
        replace(EMPTY_RUN, events=(Event(1, 0.0, Deliver("S1", "S2", MESSAGE_WITHOUT_A_FIELD)),)),
        ("event 1", "its message is none of this kit", "prevLogIndex"),
    ),
    "panel": (
        replace(EMPTY_RUN, panels=(StoryboardPanel("a", "t", 1, 10**15),)),
        ("panel 1", "the run has no steps 1 to 1000000000000000"),
    ),
    "negative": (replace(EMPTY_RUN, events=(Event(1, 0.0, Boot("S1", -1)),)), ("$.events[0].act.term",)),
    "server": (
        replace(EMPTY_RUN, events=(Event(1, 0.0, Boot("S7")),)),
        ("event 1", "'S7' is not one of the run's servers"),
    ),
    "commit": (replace(EMPTY_RUN, events=(Event(1, 0.0, Boot("S1", 1, (), 4)),)), ("event 1", "commit is 4")),
    "steps": (replace(EMPTY_RUN, events=(Event(7, 0.0, Boot("S1")),)), ("event 1", "its step is 7")),
}


@pytest.mark.parametrize("name", BAD_RUNS)
@pytest.mark.parametrize("command", ["show-run", "replay"])
def test_bad_run_is_refused_with_its_place(raftlab: RunCommand, empty_folder: Path, command: str, name: str) -> None:
    """A stored run that does not hold together is refused with the place, and no fault of the kit."""
    trace, expected = BAD_RUNS[name]
    (empty_folder / "run.json").write_bytes(to_json(trace))
    assert_refused(raftlab(command, "run.json"), "run.json", "raftlab grade", *expected)


def test_a_message_too_long_to_read_keeps_its_start_and_its_end(raftlab: RunCommand, empty_folder: Path) -> None:
    """What a file holds cannot push the file's name or the repair out of sight."""
    (empty_folder / "run.json").write_text('{"' + "x" * 100_000 + '": 1}')
    told = raftlab("show-run", "run.json")
    assert_refused(told, "run.json", "name a run that `raftlab grade` wrote")
    assert len(told.err) < 3_000


@pytest.mark.parametrize(
    "line",
    [
        *("show-run scene05/figure8 -o", "scene scene05 -o", "storyboard scene05 -o", "draw scene03 -o"),
        *("grade scene05 --html", "grade scene05 --json", "explore scene05 --json", "failover scene03 -o"),
        *("design scene11 -o", "linearizable history.edn -o", "export csv graded -o", "export junit graded -o"),
        *("report graded -o", "dev show scene05/x -o"),
        *("autograder gradescope scene05 -o", "autograder github scene05 -o", "dev mutate scene05 --json"),
    ],
)
def test_output_below_a_missing_folder_is_refused(raftlab: RunCommand, empty_folder: Path, line: str) -> None:
    """A mistyped place of a file makes no folder: the command names the missing one, before it does its work."""
    result = raftlab(*line.split(), "no/such/result")
    assert_refused(result, "no/such/result", "there is no folder no/such; create it")
    assert list(empty_folder.iterdir()) == []
