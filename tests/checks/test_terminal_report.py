"""The verdict as a student reads it."""

from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from raftlab.models import CheckResult, Result, Submitted
from raftlab.report.advice import next_step
from raftlab.report.terminal import ReportOptions, print_report

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
        submission=Submitted("commit.py", "0" * 64),
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
    print_report(result, Console(file=file, force_terminal=terminal, width=width), ReportOptions(**setting))  # type: ignore[arg-type]
    return file.getvalue()


def test_the_report_reads_as_designed() -> None:
    """Verdict, points and title in columns; the first failure in full; one line of sum; one piece of advice."""
    assert (
        report_text(make_result(OK, FAILED, BLOCKED, TODO), picture_paths={".raftlab/scene90/b.json": "b.html"})
        == """\
Scene 90 · Commit                                                       commit.py · seed 0 · jail L3

  ok    8   A leader commits an entry once a majority stores it.
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
            look    b.html
  --   10   Fork d2.
            waits for: An entry of an older term is never committed by counting copies.
  todo 12   A follower deletes only what conflicts.         truncateConflicts is still to be written

  8 of 50 · 5 hidden checks run when you submit · 1.9 s
  next: raftlab hint scene90
"""
    )


def test_later_failures_take_one_line() -> None:
    """Only the first failure is told in full, unless all are asked for; a repeated cause is said to be one."""
    text = report_text(
        make_result(FAILED, ALSO_FAILED, msgspec.structs.replace(ALSO_FAILED, name="test_z", title="Z."))
    )
    assert "what must be true" in text
    assert "S2 did\n" in text
    assert "what?" not in text
    assert "the same as in: Another." in text
    assert "what?" in report_text(make_result(FAILED, ALSO_FAILED), is_full=True)


def test_second_error_has_its_line_too() -> None:
    """An error of another kind than the first is told with its own line, the last that it went through."""
    lines = ("commit.py:3 in settle: self.f()", "commit.py:7 in f: FOLLOWER")
    text = report_text(
        make_result(FAILED, msgspec.structs.replace(ALSO_FAILED, seen="NameError: FOLLOWER", lines=lines))
    )
    assert "seen    NameError: FOLLOWER\n            at      commit.py:7 in f: FOLLOWER\n" in text
    assert "commit.py:3" not in text


def test_checks_that_wait_for_the_same_say_so_once() -> None:
    """Blocked checks that stand together name their cause under the last of them."""
    other = msgspec.structs.replace(BLOCKED, name="test_y", title="Fork d3.")
    text = report_text(make_result(FAILED, BLOCKED, other, TODO))
    assert text.count("waits for: An entry of an older term") == 1
    assert text.index("Fork d3.") < text.index("waits for:") < text.index("todo")


def test_many_checks_that_wait_for_one_stand_in_one_row() -> None:
    """More than three are told together, where the first of them would stand; the whole table still has each."""
    waiting = [msgspec.structs.replace(BLOCKED, name=f"test_w{n}", title=f"Fork {n}.", hidden=n == 4) for n in range(5)]
    told = make_result(FAILED, waiting[0], OK, *waiting[1:])
    text = report_text(told)
    assert "--   50   5 checks, 1 of them hidden" in text
    assert text.count("waits for:") == 1
    assert text.index("5 checks") < text.index("A leader commits an entry") and "Fork" not in text
    assert all(f"Fork {n}." in report_text(told, is_full=True) for n in range(5))


def test_budget_and_kit_error_look_different() -> None:
    """Neither looks like a failure of the student's."""
    text = report_text(make_result(OK, UNKNOWN, ERROR, warnings=("the kit failed",)))
    assert "  unknown  5   Every schedule.\n               budget  1,000 states were not all\n" in text
    assert "  error    5   Broken.\n               kit     KeyError: 'x'\n" in text
    assert "it costs you nothing" in text
    assert "  warning the kit failed\n" in text


def test_colour_only_on_a_terminal_and_never_the_only_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """Piped, or with NO_COLOR, the same words come without escapes."""
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


@pytest.mark.parametrize(
    ("checks", "advice"),
    [
        ((OK,), "raftlab start scene91"),
        ((OK, TODO, BLOCKED), "write truncateConflicts in commit.py, then `raftlab grade scene90` again"),
        ((OK, TODO, FAILED), "raftlab hint scene90"),
        ((OK, UNKNOWN), "a budget ran out: look for work that never ends, or raftlab hint scene90"),
        ((OK, ERROR), "report the error of the kit; your work is not at fault"),
    ],
)
def test_advice_matches_result(checks: tuple[CheckResult, ...], advice: str) -> None:
    """One next step, the one that helps most."""
    assert next_step(make_result(*checks), "scene91") == advice


def test_after_the_last_scene_there_is_no_next() -> None:
    """Full marks in the last scene point to no scene that is not there."""
    assert next_step(make_result(OK)) == "full marks; `raftlab scenes` lists the other scenes"
