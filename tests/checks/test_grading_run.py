"""A grading run is the kit's own: nothing around it decides, and it leaves nothing behind."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_kit import GOOD, make_kit, submission

from raftlab.errors import UsageFault
from raftlab.pipeline import grade
from raftlab.records import Graded
from raftlab.report.result import canonical
from raftlab.worker.process import WorkerHost
from raftlab.worker.wire import Call, Request

Grade = Callable[..., Graded]

SIMPLE = '@check(points=1)\ndef test_a(lab):\n    """A."""\n    print("noise")\n'
GUESSES = """
from hypothesis import given, strategies

SEEN = []

@check(points=1)
@given(strategies.integers(), strategies.text())
def test_a(lab, number, text):
    "A."
    SEEN.append((number, text))

@check(points=1, after=[test_a])
def test_b(lab):
    "B."
    import hashlib
    raise Broken(hashlib.sha256(repr(SEEN).encode()).hexdigest() + f" of {len(SEEN)}")
"""
SHRINKS = """
from hypothesis import given, strategies

@check(points=1)
@given(strategies.integers(0, 1000))
def test_a(lab, number):
    "A."
    if number > 6:
        raise Broken(f"commitIndex is {number}")
"""


def test_nothing_around_the_student_decides(
    graded: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The student's conftest, ini, tests and PYTEST_ variables are not looked at, and the screen stays empty."""
    (tmp_path / "conftest.py").write_text("raise SystemExit('a conftest was read')")
    (tmp_path / "test_mine.py").write_text("raise SystemExit('a test was collected')")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --nonsense\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--nonsense")
    monkeypatch.setenv("PYTEST_PLUGINS", "nothing_of_the_kind")
    assert graded(SIMPLE).result.score == 1
    assert capfd.readouterr() == ("", "")


def test_nothing_is_left_behind(graded: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No byte code, no cache, no Hypothesis folder, no module, no changed alarm."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    modules, alarm = set(sys.modules), signal.getsignal(signal.SIGALRM)
    graded(GUESSES)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    left = {file for file in files if not file.startswith("cache/")}
    assert left == {"kit/labs/scene90/scene.toml", "kit/labs/scene90/tests/test_counting.py"}
    assert not {name for name in set(sys.modules) - modules if name.startswith(("labs", "reference"))}
    assert signal.getsignal(signal.SIGALRM) is alarm


def test_the_same_submission_gives_the_same_bytes(graded: Grade) -> None:
    """Hypothesis's examples too are the same in every run, whatever was imported before."""
    first = canonical(graded(GUESSES).result)
    sys.modules["a_module_full_of_constants"] = type(sys)("a_module_full_of_constants")
    try:
        again = canonical(graded(GUESSES).result)
    finally:
        del sys.modules["a_module_full_of_constants"]
    assert first == again
    assert b" of 100" in first


def test_a_failing_example_is_shrunk(graded: Grade) -> None:
    """Of all failing examples the smallest is told."""
    assert graded(SHRINKS).result.checks[0].seen == "commitIndex is 7"


def test_two_kits_in_one_process_do_not_meet(tmp_path: Path) -> None:
    """Test files of the same name in two kits are two files."""
    one = make_kit(tmp_path / "one", SIMPLE)
    two = make_kit(tmp_path / "two", SIMPLE.replace("points=1", "points=2"))
    assert [grade(kit, submission()).result.max for kit in (one, two, one)] == [1, 2, 1]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("class Counting(Server:\n", r"counting\.py, line 1: .*mend it"),
        ("x = 1\n", r"counting\.py: no class Counting"),
        ("import nothing_of_the_kind\n" + GOOD, r"counting\.py.* line 1: .*nothing_of_the_kind"),
        ("raise ValueError('a\\nb\\x1b')\n", r"counting\.py: importing it raises ValueError: a b.x1b .*counting\.py:1"),
        ("x = [0] * 10**11\n" + GOOD, r"counting\.py: .*MemoryError"),
        ("while True:\n    pass\n", r"counting\.py: while it was imported, .* 2 s of CPU"),
        ("raise NotImplementedError\n", r"counting\.py: "),
    ],
)
def test_what_cannot_be_loaded_is_one_line(graded: Grade, source: str, text: str) -> None:
    """A submission that cannot be loaded is no verdict of a check: one line with file, reason and repair."""
    with pytest.raises(UsageFault, match=text) as caught:
        graded(SIMPLE, work=submission(source))
    assert "\n" not in str(caught.value)


def test_without_a_wall_prints_show_and_the_result_says_so(graded: Grade, capsys: pytest.CaptureFixture[str]) -> None:
    """In process, what the submission prints reaches the screen, and the level and a warning say what it costs."""
    call = SIMPLE + "    lab.place('S1').call('tryAdvanceCommit')\n"
    work = submission(GOOD.replace("return True", "print('mine')"))
    result = graded(call, work=work, in_process=True).result
    assert (result.level, result.score) == ("L0", 1)
    assert "without a wall" in result.warnings[0]
    assert "mine" in capsys.readouterr().out


def test_pdb_opens_where_the_submission_raises(graded: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    """--pdb stops on the student's own line, then the verdict is what it would be."""
    stopped: list[str] = []

    def note(trace: object) -> None:
        while trace.tb_next:
            trace = trace.tb_next
        stopped.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")

    monkeypatch.setattr("pdb.post_mortem", note)
    call = SIMPLE + "    lab.place('S1').call('tryAdvanceCommit')\n"
    result = graded(call, work=submission(GOOD.replace("return True", "raise KeyError('x')")), debug=True).result
    assert stopped == ["counting.py:7"]
    assert result.checks[0].lines == ("counting.py:7 in tryAdvanceCommit: raise KeyError('x')",)


def test_ctrl_c_is_the_callers(graded: Grade) -> None:
    """An interrupt in the middle of a run ends the run, and is not a result."""

    def interrupt(at: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        graded(SIMPLE, on_progress=interrupt)


def test_an_endless_loop_under_hypothesis_is_waited_for_once(graded: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that hangs is ended by its CPU limit once, not once for each example that Hypothesis would try."""
    calls: list[Call] = []
    ask = WorkerHost.ask

    def counted(host: WorkerHost, request: Request) -> object:
        calls.extend([request] if isinstance(request, Call) else [])
        return ask(host, request)

    monkeypatch.setattr(WorkerHost, "ask", counted)
    hangs = SHRINKS.replace('raise Broken(f"commitIndex is {number}")', 'lab.place("S1").call("tryAdvanceCommit")')
    work = submission(GOOD.replace("return True", "while True: pass"))
    check = graded(hangs, work=work).result.checks[0]
    assert check.verdict == "FAIL"
    assert "2 s of CPU" in check.seen
    assert len(calls) == 1
