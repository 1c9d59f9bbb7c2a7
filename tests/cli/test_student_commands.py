"""The commands that a student meets, in the order in which they meet them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.cli.support import command_loader
from raftlab.cli.support.command_loader import COMMANDS, FORMER_NAMES
from raftlab.jail.bubblewrap import find_bubblewrap
from raftlab.kit import Kit

pytestmark = pytest.mark.usefixtures("shared_zygotes")

FILE = Path("scene05/commit.py")
NAIVE_MUTANT = "figure8-count-old-term.py"


def mutant_path(kit: Kit, name: str) -> str:
    """Return the path of a wrong solution."""
    return str(kit.reference / "scene05" / "mutants" / name)


def test_scenes_are_listed_in_course_order(raftlab: RunCommand, kit: Kit) -> None:
    """`scenes` names every scene, in order, and marks what is started here."""
    assert raftlab("start", "scene05").code == 0
    ended = raftlab("scenes")
    rows = ended.out.splitlines()
    assert ended.code == 0
    assert [row[2:].split()[0] for row in rows] == [scene.id for scene in kit.scenes]
    assert [row[2:].split()[0] for row in rows if row.startswith("*")] == ["scene05"]


def test_start_makes_the_skeleton_and_says_what_to_do_next(raftlab: RunCommand, kit: Kit) -> None:
    """`start` writes the file to edit, shows what is to do, and ends in the next step."""
    ended = raftlab("start", "scene05")
    assert ended.code == 0
    assert FILE.read_bytes() == (kit.skeletons / FILE).read_bytes()
    assert "then    raftlab grade scene05" in ended.out
    assert "todo" in ended.out
    assert "write tryAdvanceCommit in commit.py" in ended.out.splitlines()[-1]


def test_start_never_overwrites_work(raftlab: RunCommand) -> None:
    """A file in the way is left alone; --force keeps it as a copy, the second time as another."""
    assert raftlab("start", "scene05").code == 0
    FILE.write_text("my work")
    ended = raftlab("start", "scene05")
    assert (ended.code, FILE.read_text()) == (2, "my work")
    assert "--force" in ended.err and ended.err.count("\n") == 1
    assert raftlab("start", "scene05", "--force").code == 0
    assert Path(f"{FILE}.1").read_text() == "my work"
    FILE.write_text("more work")
    assert raftlab("start", "scene05", "--force").code == 0
    assert Path(f"{FILE}.2").read_text() == "more work"
    assert Path(f"{FILE}.1").read_text() == "my work"


def test_start_twice_without_work_between_is_no_fault(raftlab: RunCommand) -> None:
    """A file that is still as handed out is not in the way."""
    assert raftlab("start", "scene05").code == 0
    assert raftlab("start", "scene05").code == 0


def test_start_refuses_what_stands_where_its_folder_should(raftlab: RunCommand, empty_folder: Path) -> None:
    """A file named like the scene, or a folder named like its file, is named and left alone."""
    (empty_folder / "scene05").write_text("notes")
    ended = raftlab("start", "scene05")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert (empty_folder / "scene05").read_text() == "notes"
    (empty_folder / "other" / "commit.py").mkdir(parents=True)
    ended = raftlab("start", "scene05", "other", "--force")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "in the way" in ended.err


def test_untouched_skeleton_earns_nothing_and_says_what_to_write(raftlab: RunCommand) -> None:
    """The first grading shows what is to be written, none of it as wrong."""
    raftlab("start", "scene05")
    ended = raftlab("grade", "scene05")
    assert ended.code == 1
    assert ended.err == ""
    assert "FAIL" not in ended.out
    assert "todo" in ended.out
    assert "tryAdvanceCommit" in ended.out.splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "total"),
    [(("--check", "majority_commits"), "3 of 3"), pytest.param((), "100 of 100", marks=pytest.mark.long)],
)
def test_reference_earns_full_marks(raftlab: RunCommand, kit: Kit, options: tuple[str, ...], total: str) -> None:
    """A right solution ends in exit code 0."""
    ended = raftlab("grade", "scene05", str(kit.reference / "scene05"), *options)
    assert ended.code == 0, ended.out
    assert "FAIL" not in ended.out
    assert total in ended.out


def test_failure_leaves_a_run_to_replay_and_a_picture(raftlab: RunCommand, kit: Kit) -> None:
    """The Figure 8 bug ends in exit code 1, the property by name, and two files that show it; once fixed they go."""
    ended = raftlab("grade", "scene05", mutant_path(kit, NAIVE_MUTANT), "--check", "figure8_overwrite")
    assert ended.code == 1
    assert "LeaderCompleteness" in ended.out
    notes = Path(".raftlab/scene05")
    run = json.loads((notes / "figure8_overwrite.json").read_bytes())
    assert run["violations"]
    assert (notes / "figure8_overwrite.html").read_text().startswith("<!doctype html>")
    assert f"raftlab replay {notes}/figure8_overwrite.json" in ended.out
    raftlab("grade", "scene05", str(kit.reference / "scene05"), "--check", "figure8_overwrite")
    assert sorted(path.name for path in notes.iterdir()) == ["rerun_result.json"]


def test_some_checks_do_not_replace_the_grade(raftlab: RunCommand) -> None:
    """`status` keeps the points of the last grade when some checks run alone; the next grade deletes their result."""
    assert raftlab("start", "scene02").code == 0
    assert raftlab("grade", "scene02").code == 1
    notes = Path(".raftlab/scene02")
    grade, status = (notes / "result.json").read_bytes(), raftlab("status").out
    assert "0 of 100" in status
    for options in ((), ("--json", "-"), ("--in-process",)):
        raftlab("grade", "scene02", "--check", "own_vote_survives_a_restart", *options)
        assert (notes / "rerun_result.json").is_file()
        assert ((notes / "result.json").read_bytes(), raftlab("status").out) == (grade, status)
    assert raftlab("grade", "scene02").code == 1
    assert not (notes / "rerun_result.json").exists()


def test_json_on_the_output_is_the_only_output(raftlab: RunCommand, kit: Kit) -> None:
    """`--json -` can be piped into a program; `--json FILE` writes the same beside the table."""
    arguments = ("grade", "scene05", mutant_path(kit, NAIVE_MUTANT), "--check", "minority_waits", "--json")
    piped = json.loads(raftlab(*arguments, "-").out)
    table = raftlab(*arguments, "written.json")
    written = json.loads(Path("written.json").read_bytes())
    assert "minority" in table.out
    for result in (piped, written):
        result.pop("duration_s")
        for check in result["checks"]:
            check.pop("duration_s")
    assert piped == written
    assert (piped["score"], piped["max"]) == (3, 3)


def test_in_process_run_shows_prints(raftlab: RunCommand, kit: Kit, empty_folder: Path) -> None:
    """Without a wall a student's print appears as it happens, and the result says that it counts for nothing."""
    source = (kit.reference / "scene05" / "commit.py").read_text()
    (empty_folder / "mine.py").write_text(
        source.replace("        for index in range", "        print('HERE')\n        for index in range")
    )
    ended = raftlab("grade", "scene05", "mine.py", "--in-process", "--check", "minority_waits")
    assert ended.code == 0
    assert "HERE" in ended.out
    assert "L0" in ended.out


def test_output_in_a_pipe_is_plain(raftlab: RunCommand, kit: Kit) -> None:
    """Where the output is no terminal there is no colour, no bar and no cursor movement."""
    ended = raftlab("grade", "scene05", mutant_path(kit, NAIVE_MUTANT), "--check", "minority_waits")
    assert "\x1b" not in ended.out + ended.err
    assert "\r" not in ended.out + ended.err


def listed_commands(help_text: str) -> dict[str, dict[str, str]]:
    """Return group -> command -> description, as a help text lists them."""
    groups: dict[str, dict[str, str]] = {}
    for line in help_text.splitlines():
        if match := re.fullmatch(r"(\w+):", line):
            commands = groups.setdefault(match[1], {})
        elif groups and (match := re.fullmatch(r"  ([\w-]+) +(\S.*)", line)):
            commands[match[1]] = match[2]
    return groups


def test_help_lists_students_staff_and_authors_commands(raftlab: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 80 columns `raftlab --help` shows three groups; each command has one line, and none is cut."""
    monkeypatch.setenv("COLUMNS", "80")
    text = raftlab("--help").out
    groups = listed_commands(text.partition("--help")[2])
    assert list(groups) == ["Students", "Staff", "Authors"]
    assert list(groups["Students"])[:4] == ["scenes", "scene", "start", "grade"]
    assert sorted(name for commands in groups.values() for name in commands) == sorted(COMMANDS)
    listing = text.partition("Students:")[2].strip().splitlines()
    rows = [line for line in listing if line and not re.fullmatch(r"\w+:", line)]
    assert len(rows) == len(COMMANDS), "a description does not fit on its line"
    assert not [line for line in listing if len(line) > 80 or line.endswith("...")]


@pytest.mark.parametrize("command", ["export", "autograder", "nbgrader", "dev"])
def test_help_of_a_command_group_cuts_no_description(
    raftlab: RunCommand, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """At 80 columns each subcommand has one whole line."""
    monkeypatch.setenv("COLUMNS", "80")
    rows = raftlab(command, "--help").out.partition("Commands:")[2].strip().splitlines()
    assert rows and all(re.fullmatch(r" *[\w-]+ +\S.*[^.]", row) and len(row) <= 80 for row in rows), rows


def test_no_command_shows_one_screen(raftlab: RunCommand) -> None:
    """`raftlab` alone fits 24 lines of 80 columns between two prompts, names every command, and exits with 2."""
    ended = raftlab()
    lines = ended.err.splitlines()
    assert (ended.code, ended.out) == (2, "")
    assert len(lines) <= 22 and max(map(len, lines)) <= 80, ended.err
    assert set(COMMANDS) <= set(re.findall(r"[\w-]+", ended.err.partition("Students:")[2]))


def test_module_of_a_command_bears_its_name() -> None:
    """In cli/ each module is a command; what commands share is in cli/support."""
    folder = Path(command_loader.__file__).parent.parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "main"} == {
        command.replace("-", "_") for command in COMMANDS
    }


def test_every_command_has_help_with_an_example(raftlab: RunCommand) -> None:
    """--help ends well everywhere and shows a command line to copy."""
    for command in COMMANDS:
        ended = raftlab(command, "--help")
        assert ended.code == 0
        assert f"raftlab {command}" in ended.out
        assert re.search(rf"Examples?:\s+raftlab {command}", ended.out), command


@pytest.mark.parametrize("former", FORMER_NAMES)
def test_former_name_of_a_command_still_works(raftlab: RunCommand, former: str) -> None:
    """A command that was renamed answers to its former name, which the help does not list."""
    assert raftlab(former, "--help").out == raftlab(FORMER_NAMES[former], "--help").out.replace(
        f"raftlab {FORMER_NAMES[former]} [", f"raftlab {former} [", 1
    )
    assert f"  {former} " not in raftlab("--help").out


def test_bare_command_shows_help(raftlab: RunCommand) -> None:
    """`raftlab` alone is wrong usage, answered with the help."""
    ended = raftlab()
    assert ended.code == 2
    assert "raftlab start scene05" in ended.err


def test_doctor_measures_the_jail(raftlab: RunCommand) -> None:
    """`doctor` tells the level that a worker measured here."""
    ended = raftlab("doctor")
    assert ended.code == 0
    assert "measured" in ended.out


def test_doctor_looks_for_bubblewrap_where_the_jail_does(
    raftlab: RunCommand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A PATH without bwrap does not make `doctor` say that it is missing, above a jail that uses it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    rows = dict(line.split(maxsplit=1) for line in raftlab("doctor").out.splitlines() if not line.startswith(" "))
    assert rows["bubblewrap"].startswith("not found") == (find_bubblewrap() is None)


def test_kit_error_is_one_line(raftlab: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw ends in exit code 3, in one line that blames the kit, and a traceback only on request."""

    def fail() -> Kit:
        raise RuntimeError("an unforeseen thing\nin two lines")

    monkeypatch.setattr("raftlab.cli.scenes.find_kit", fail)
    ended = raftlab("scenes")
    assert ended.code == 3
    assert ended.err.count("\n") == 1
    assert "a fault of the kit, not of your work: RuntimeError: an unforeseen thing" in ended.err
    monkeypatch.setenv("RAFTLAB_DEBUG", "1")
    assert "Traceback" in raftlab("scenes").err


def test_ctrl_c_ends_in_one_line(raftlab: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is no error: one line, exit code 130."""

    def interrupt() -> Kit:
        raise KeyboardInterrupt

    monkeypatch.setattr("raftlab.cli.scenes.find_kit", interrupt)
    ended = raftlab("scenes")
    assert (ended.code, ended.err.count("\n")) == (130, 1)
    assert "stopped" in ended.err
