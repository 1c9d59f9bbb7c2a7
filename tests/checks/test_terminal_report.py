"""The terminal report."""

from __future__ import annotations

import io
import re

import msgspec
import pytest
from rich.console import Console

from raftlab.grading_models import CheckResult, Result, SubmittedFile
from raftlab.kit import COMPOSED_ID
from raftlab.report.advice import first_failure_to_fix, next_step
from raftlab.report.check_rows import ReportOptions, wrap_lines
from raftlab.report.command_options import CommandOptions
from raftlab.report.score_change import score_change_text
from raftlab.report.terminal import print_report

OK = CheckResult("test_a", "A leader commits an entry once a majority stores it.", "ok", 8, 8)
FAILED = CheckResult(
    "test_b",
    "An entry of an older term is never committed by counting copies.",
    "FAIL",
    0,
    20,
    seen="S1 (leader, term 4) set commitIndex to 2; entry 2 is of term 2, stored on S1, S2, S3.\n"
    "Then S5 won term 5 and replaced it: S2 had applied x=1, now index 2 is y=2.",
    ask="what must be true of log[N].term before N may be committed?",
    hint="raftlab hint scene90",
    paper="§5.4.2, Figure 8",
    trace=".raftlab/scene90/b.json",
    lines=("commit.py:9 in tryAdvanceCommit: [red]x[/red]",),
    printed="".join(f"line {n}\n" for n in range(1, 13)),
)
NAIVE = msgspec.structs.replace(
    FAILED,
    seen="S1 (leader, term 4) set commitIndex to 2; entry 2 (x=1) has term 2 and is stored on S1, S2, S3. The "
    "consequence: S1 committed index 2 (x=1, term 2) in term 4; S5 then won term 5 and has y=2 of term 3 there. "
    "(LeaderCompleteness broken at step 82 of 120)",
    ask="could the leader of a later term be without this entry?",
    trace=".raftlab/scene90/figure8_overwrite.json",
    lines=(),
    printed="",
    safety="LeaderCompleteness",
)
ALSO_FAILED = CheckResult("test_c", "Another.", "FAIL", 0, 2, seen="S2 did\nmore", ask="what?", paper="§5")
BLOCKED = CheckResult("test_d", "Fork d2.", "blocked", 0, 10, blocked_by="test_b")
TODO = CheckResult(
    "test_e",
    "A follower deletes only what conflicts.",
    "todo",
    0,
    12,
    seen="truncateConflicts is still to be written",
    hole="truncateConflicts",
)
UNKNOWN = CheckResult("test_f", "Every schedule.", "unknown", 0, 5, seen="1,000 states were not all")
ERROR = CheckResult("test_g", "Broken.", "error", 0, 5, seen="KeyError: 'x'")


def make_result(*checks: CheckResult, **fields: object) -> Result:
    """Return a result of these checks."""
    made = Result(
        kit="0",
        scene="scene90",
        title="Commit",
        seed=0,
        level="L3",
        submission=SubmittedFile("commit.py", "0" * 64),
        checks=checks,
        score=sum(check.points for check in checks),
        max=sum(check.max for check in checks if check.verdict != "error"),
        hidden_elsewhere=5,
        duration_s=1.94,
    )
    return msgspec.structs.replace(made, **fields)


def report_text(result: Result, *, terminal: bool = False, width: int = 80, **setting: object) -> str:
    """Return what `show` writes."""
    file = io.StringIO()
    print_report(result, Console(file=file, force_terminal=terminal, width=width, height=24), ReportOptions(**setting))  # type: ignore[arg-type]
    return file.getvalue()


def test_the_report_reads_as_designed() -> None:
    """What passed and what waits are counts; the failure to fix first comes last and in full."""
    assert (
        report_text(
            make_result(OK, FAILED, BLOCKED, TODO, ALSO_FAILED), picture_paths={".raftlab/scene90/b.json": "b.html"}
        )
        == """\
Scene 90 · Commit                                                       commit.py · seed 0 · jail L3

  ok        1 check · 8 points
  todo      1 check · 12 points: truncateConflicts is still to be written
  --        1 check · 10 points, waiting for other checks

  FAIL  2   Another.
            hint    raftlab hint scene90 c

  FAIL 20   An entry of an older term is never committed by counting copies.
            seen    S1 (leader, term 4) set commitIndex to 2; entry 2 is of term 2, stored on S1,
                    S2, S3.
                    Then S5 won term 5 and replaced it: S2 had applied x=1, now index 2 is y=2.
            at      commit.py:9 in tryAdvanceCommit: [red]x[/red]
            printed … 2 lines before
                    line 3
                    line 4
                    line 5
                    line 6
                    line 7
                    line 8
                    line 9
                    line 10
                    line 11
                    line 12
            ask     what must be true of log[N].term before N may be committed?
            read    Raft §5.4.2, Figure 8
            replay  raftlab replay .raftlab/scene90/b.json
            open    b.html

  8 of 100; up to 48 more from staff's hidden checks · 1.9 s
  next: raftlab hint scene90 b
"""
    )


def test_other_failures_have_their_question_and_commands_where_there_is_room() -> None:
    """Each has what was seen first, its question, the paper, the command that repeats it, and its hint."""
    short = msgspec.structs.replace(FAILED, printed="", lines=())
    text = report_text(make_result(short, BLOCKED, ALSO_FAILED))
    assert (
        """\
  FAIL  2   Another.
            seen    S2 did
            ask     what?
            read    Raft §5
            rerun   raftlab grade scene90 --check c
            hint    raftlab hint scene90 c
"""
        in text
    )
    assert text.index("Another.") < text.index("An entry of an older term")


def test_failure_that_most_checks_wait_for_comes_last() -> None:
    """The check to fix first is the one that others wait for, else the earliest."""
    assert first_failure_to_fix(make_result(ALSO_FAILED, FAILED, BLOCKED)) == FAILED
    assert first_failure_to_fix(make_result(ALSO_FAILED, FAILED)) == ALSO_FAILED
    assert first_failure_to_fix(make_result(msgspec.structs.replace(FAILED, hidden=True))) is None


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("count", [1, 2, 5, 30])
def test_report_fits_the_screen(count: int, width: int) -> None:
    """Any number of failures fits 24 lines with the prompt; what is left out is counted."""
    short = msgspec.structs.replace(FAILED, printed="", lines=())
    others = [msgspec.structs.replace(ALSO_FAILED, name=f"test_z{n}", title=f"Z{n}.") for n in range(count)]
    lines = report_text(make_result(OK, short, BLOCKED, *others), terminal=True, width=width).splitlines()
    assert len(lines) <= 23
    shown = sum("Z" in line for line in lines)
    assert shown == count or any(f"and {count - shown} other failure" in line for line in lines)


@pytest.mark.parametrize("lines_after", [0, 2, 3])
@pytest.mark.parametrize("width", [60, 66, 72, 75, 80, 120])
def test_long_failure_fits_a_narrow_screen(width: int, lines_after: int) -> None:
    """The failure of the naive rule leaves room for what follows on a screen; no word of it is cut or left out."""
    other = msgspec.structs.replace(ALSO_FAILED, name="test_commit_in_any_state", title="In any state it is " * 4)
    text = report_text(
        make_result(OK, NAIVE, BLOCKED, other, msgspec.structs.replace(FAILED, hidden=True)),
        terminal=True,
        width=width,
        lines_after=lines_after,
        picture_paths={NAIVE.trace: "b.html"},
    )
    lines = re.sub(r"\x1b\[[\d;]*m", "", text).splitlines()
    assert len(lines) <= 23 - lines_after and max(map(len, lines)) <= width
    words = " ".join(" ".join(lines).split())
    for each in (NAIVE.title, NAIVE.seen, NAIVE.ask, NAIVE.paper, f"raftlab replay {NAIVE.trace}", "hint scene90 b"):
        assert each in words
    assert "In any state" in words or "commit_in_any_state" in words


def test_short_screen_saves_first_what_is_said_twice() -> None:
    """With fewer lines a report has the names of other failures, one line of counts, and fewer printed lines."""
    hidden = msgspec.structs.replace(FAILED, hidden=True)
    result = make_result(OK, FAILED, BLOCKED, TODO, ALSO_FAILED, hidden)
    pages = {FAILED.trace: "b.html"}
    piped = report_text(result, picture_paths=pages)  # type: ignore[arg-type]
    shown = report_text(result, terminal=True, lines_after=3, picture_paths=pages)
    assert "line 3\n" in piped and "b.html" in piped
    assert "line 3\n" not in shown and "… 9 lines before" in shown and "b.html" not in shown
    assert "  FAIL  2   c\n" in re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert "ok 1 (8 points), waiting 1 (10), hidden FAIL 1 (20)\n" in shown
    assert "truncateConflicts is still to be written" in shown
    many = [msgspec.structs.replace(ALSO_FAILED, name=f"test_z{number}") for number in range(9)]
    assert "and 9 other failures; --all shows every check" in report_text(
        make_result(FAILED, *many), terminal=True, lines_after=4
    )


def test_report_takes_its_screen_where_nothing_makes_room() -> None:
    """Where what follows fills the screen by itself, the report is as it would be alone."""
    short = msgspec.structs.replace(FAILED, printed="", lines=())
    result = make_result(OK, short, BLOCKED, ALSO_FAILED)
    assert report_text(result, terminal=True, lines_after=40) == report_text(result, terminal=True)
    assert report_text(result, terminal=True, lines_after=4) != report_text(result, terminal=True)


@pytest.mark.parametrize("width", [60, 66, 72, 80])
def test_quoted_path_is_not_broken(width: int) -> None:
    """A command with a path in quotes can be copied: a line break inside would change the path."""
    command = "raftlab replay 'scene05/scenarios/my figure with spaces.txt' --fork d1 --submission 'my own.py'"
    text = "\n".join(line.plain for line in wrap_lines(" " * 12 + "replay  ", command, width))
    assert "'scene05/scenarios/my figure with spaces.txt'" in text and "'my own.py'" in text
    assert "the entry of the leader's own term" in " ".join(
        line.plain for line in wrap_lines("", "the entry of the leader's own term", 100)
    )


def test_all_shows_every_check_with_its_details() -> None:
    """`--all`: each check in its order, each failure in full, each blocked check with what it waits for."""
    other = msgspec.structs.replace(BLOCKED, name="test_y", title="Fork d3.")
    text = report_text(make_result(OK, FAILED, BLOCKED, other, TODO, ALSO_FAILED), is_full=True)
    assert text.count("waits for: An entry of an older term") == 2
    assert text.index("A leader commits") < text.index("waits for:") < text.index("Fork d3.") < text.index("what?")


def test_hidden_checks_take_one_line() -> None:
    """Hidden failures are counted; if only they fail, the next step says how to see them."""
    hidden = msgspec.structs.replace(FAILED, hidden=True)
    text = report_text(make_result(OK, hidden, hidden_elsewhere=0))
    assert "  FAIL      1 hidden check · 20 points\n" in text and "older term" not in text
    assert "next: only hidden checks fail; `raftlab grade scene90 --all` shows them" in text


def test_budget_and_kit_error_look_different() -> None:
    """A spent budget and a kit error do not look like failures."""
    text = report_text(make_result(OK, UNKNOWN, ERROR, warnings=("the kit failed",)))
    assert "  unknown  5   Every schedule.\n               budget  1,000 states were not all\n" in text
    assert "  error    5   Broken.\n               kit     KeyError: 'x'\n" in text
    assert "it costs you nothing" in text
    assert "  warning: the kit failed\n" in text


def test_colour_only_on_a_terminal_and_never_the_only_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe, or with NO_COLOR, the same text has no escapes."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    told = make_result(OK, FAILED, BLOCKED, TODO, UNKNOWN, ERROR)
    assert "\x1b[" not in report_text(told)
    coloured = report_text(told, terminal=True)
    assert "\x1b[1;31m  FAIL" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" not in report_text(told, terminal=True)


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_lines_fit_the_terminal(width: int) -> None:
    """No line is longer than the terminal, or than 120 columns, where its words allow it."""
    text = report_text(make_result(OK, FAILED, BLOCKED, TODO), terminal=True, width=width)
    plain = [line for line in text.replace("\x1b[0m", "").splitlines() if "\x1b" not in line]
    assert max(map(len, plain)) <= min(width, 120)


@pytest.mark.parametrize("width", [60, 66, 80])
def test_paths_and_commands_are_not_cut(width: int) -> None:
    """A word that does not fit beside its label stands whole on a line of its own."""
    path = ".raftlab/scene05/commit_in_any_state.json"
    lines = [line.plain for line in wrap_lines(" " * 12 + "replay  ", f"raftlab replay {path}", width)]
    lines += [line.plain for line in wrap_lines(" " * 12 + "open    ", path, width)]
    assert max(map(len, lines)) <= width
    assert "\n".join(lines).count(path) == 2
    assert " ".join("".join(f"{line}\n" for line in lines).split()) == f"replay raftlab replay {path} open {path}"


@pytest.mark.parametrize(
    ("checks", "advice"),
    [
        ((OK, TODO, BLOCKED), "write truncateConflicts in commit.py, then `raftlab grade scene90` again"),
        ((OK, TODO, FAILED), "raftlab hint scene90 b"),
        ((OK, UNKNOWN), "a budget ran out: see what its line names, or raftlab hint scene90"),
        ((OK, ERROR), "report the error of the kit; your work is not at fault"),
    ],
)
def test_advice_matches_result(checks: tuple[CheckResult, ...], advice: str) -> None:
    """The report ends with one next step."""
    assert next_step(make_result(*checks), "scene91") == advice


def test_missing_layers_of_the_composed_server_are_no_part_of_one_file() -> None:
    """The advice names the layers to write with their files, and not the file that the kit makes of all layers."""
    todo = msgspec.structs.replace(TODO, hole="your own layer of scene01 (state_machine.py)")
    result = msgspec.structs.replace(make_result(OK, todo), scene=COMPOSED_ID)
    assert next_step(result) == "write your own layer of scene01 (state_machine.py), then `raftlab grade all` again"


def test_after_the_last_scene_there_is_no_next() -> None:
    """Full marks name the next scene, and in the last scene none."""
    whole = msgspec.structs.replace(OK, points=100, max=100)
    assert next_step(make_result(whole, hidden_elsewhere=0), "scene91") == "raftlab start scene91"
    assert next_step(make_result(whole, hidden_elsewhere=0)) == "full marks; `raftlab scenes` lists the other scenes"


def test_one_check_alone_is_not_full_marks() -> None:
    """Where only chosen checks ran and passed, the next step is to grade the whole scene."""
    assert next_step(make_result(OK, hidden_elsewhere=0), "scene91") == "raftlab grade scene90"


def test_full_marks_without_a_jail_lead_to_a_grading_in_one() -> None:
    """A grading for debugging does not count, so that the next step is a grading that does."""
    whole = make_result(msgspec.structs.replace(OK, points=100, max=100), hidden_elsewhere=0, level="L0")
    assert next_step(whole, "scene91", CommandOptions("mine.py", "", is_in_process=True)) == (
        "raftlab grade scene90 mine.py"
    )


def test_kit_without_hidden_checks_says_hand_in() -> None:
    """Where all public checks pass and hidden ones run elsewhere, the next step is to hand in."""
    advice = next_step(make_result(OK, hidden_elsewhere=2), "scene91")
    assert advice == "hand in commit.py; hidden checks of your course grade the rest"


def test_watch_says_what_changed_since_the_last_save() -> None:
    """Points won and lost, with the first titles of the checks that changed."""
    fixed = [msgspec.structs.replace(check, verdict="ok", points=check.max) for check in (FAILED, BLOCKED, ALSO_FAILED)]
    before, after = make_result(OK, FAILED, BLOCKED, ALSO_FAILED), make_result(OK, *fixed)
    assert score_change_text(before, before) == "+0"
    assert score_change_text(before, after) == (
        "+32: now ok: “An entry of an older term is never committed by counting copies”, “Fork d2” and 1 more"
    )
    assert score_change_text(make_result(OK, fixed[1]), make_result(OK, BLOCKED)) == "-10: no longer ok: “Fork d2”"


def test_printed_commands_repeat_the_options() -> None:
    """A report names the file, the layers below and the missing jail again in each command that grades or starts."""
    options = CommandOptions("a b.py", "mine", is_in_process=True)
    again = "raftlab grade scene90 'a b.py' --in-process --below mine"
    advice = next_step(make_result(OK, TODO), None, options)
    assert advice == f"write truncateConflicts in commit.py, then `{again}` again"
    whole = make_result(msgspec.structs.replace(OK, points=100, max=100), hidden_elsewhere=0)
    assert next_step(whole, "scene91", options) == "raftlab start scene91 --below mine"
    failed = CheckResult("test_h", "Rerun me.", "FAIL", 0, 5, seen="no", paper="§5")
    text = report_text(make_result(failed), width=120, command_options=options)
    assert f"rerun   {again} --check h\n" in text
    assert "next: raftlab hint scene90 h\n" in text


def test_methods_to_write_share_a_line_where_the_screen_is_short() -> None:
    """Each method to write has its own line while the report fits, else they stand in one; what follows counts too."""
    other = msgspec.structs.replace(
        TODO, name="test_i", seen="answerClients is still to be written", hole="answerClients"
    )
    result = make_result(OK, TODO, other)
    assert report_text(result).count("is still to be written") == 2
    joined = "2 checks · 24 points: truncateConflicts, answerClients are still to be written"
    text = report_text(result, lines_after=16)
    assert joined in text and text.count("still to be written") == 1
