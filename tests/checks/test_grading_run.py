"""A grading run depends on nothing around it and leaves nothing behind."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_kit import CORRECT_SOURCE, SCENE_TOML, make_kit, make_submission, write_file

from raftlab.errors import UsageError
from raftlab.grading_models import GradingResult
from raftlab.pipeline import grade
from raftlab.report.result_json import canonical_json
from raftlab.worker.wire import CallMethod, Request
from raftlab.worker.worker_connection import WorkerHost

GradeChecks = Callable[..., GradingResult]

PRINTING_CHECK = '@check(points=1)\ndef test_a(lab):\n    """A."""\n    print("noise")\n'
HYPOTHESIS_CHECK = """
from hypothesis import given, strategies

SEEN = []

@check(points=1)
@given(strategies.integers(), strategies.text())
def test_a(lab, number, text):
    "A."
    SEEN.append((number, text))

@check(points=1, depends_on=[test_a])
def test_b(lab):
    "B."
    import hashlib
    raise CheckFailure(hashlib.sha256(repr(SEEN).encode()).hexdigest() + f" of {len(SEEN)}")
"""
SHRINKING_CHECK = """
from hypothesis import given, strategies

@check(points=1)
@given(strategies.integers(0, 1000))
def test_a(lab, number):
    "A."
    if number > 6:
        raise CheckFailure(f"commitIndex is {number}")
"""


def test_student_pytest_settings_are_ignored(
    grade_checks: GradeChecks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The student's conftest, ini, tests and PYTEST_ variables are ignored, and nothing is printed."""
    (tmp_path / "conftest.py").write_text("raise SystemExit('a conftest was read')")
    (tmp_path / "test_mine.py").write_text("raise SystemExit('a test was collected')")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --nonsense\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--nonsense")
    monkeypatch.setenv("PYTEST_PLUGINS", "nothing_of_the_kind")
    assert grade_checks(PRINTING_CHECK).result.score == 1
    assert capfd.readouterr() == ("", "")


def test_nothing_is_left_behind(grade_checks: GradeChecks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No byte code, no cache, no Hypothesis folder, no module, no changed alarm."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    modules, alarm = set(sys.modules), signal.getsignal(signal.SIGALRM)
    grade_checks(HYPOTHESIS_CHECK)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    left = {file for file in files if not file.startswith("cache/")}
    assert left == {"kit/labs/scene90/scene.toml", "kit/labs/scene90/tests/test_counting.py"}
    assert not {name for name in set(sys.modules) - modules if name.startswith(("labs", "reference"))}
    assert signal.getsignal(signal.SIGALRM) is alarm


def test_the_same_submission_gives_the_same_bytes(grade_checks: GradeChecks) -> None:
    """Hypothesis's examples too are the same in every run, whatever was imported before."""
    first = canonical_json(grade_checks(HYPOTHESIS_CHECK).result)
    sys.modules["a_module_full_of_constants"] = type(sys)("a_module_full_of_constants")
    try:
        again = canonical_json(grade_checks(HYPOTHESIS_CHECK).result)
    finally:
        del sys.modules["a_module_full_of_constants"]
    assert first == again
    assert b" of 100" in first


def test_a_failing_example_is_shrunk(grade_checks: GradeChecks) -> None:
    """The smallest failing example is reported."""
    assert grade_checks(SHRINKING_CHECK).result.checks[0].seen == "commitIndex is 7"


def test_two_kits_in_one_process_stay_separate(tmp_path: Path) -> None:
    """Test files of the same name in two kits are two files."""
    one = make_kit(tmp_path / "one", PRINTING_CHECK)
    two = make_kit(tmp_path / "two", PRINTING_CHECK.replace("points=1", "points=2"))
    assert [grade(kit, make_submission()).result.max for kit in (one, two, one)] == [1, 2, 1]


@pytest.mark.usefixtures("short_events")
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("class Counting(Server:\n", r"counting\.py, line 1: .*fix it"),
        ("x = 1\n", r"counting\.py: no class Counting"),
        ("import nothing_of_the_kind\n" + CORRECT_SOURCE, r"counting\.py.* line 1: .*nothing_of_the_kind"),
        ("raise ValueError('a\\nb\\x1b')\n", r"counting\.py: importing it raises ValueError: a b.x1b .*counting\.py:1"),
        ("x = [0] * 10**11\n" + CORRECT_SOURCE, r"counting\.py: .*MemoryError"),
        ("while True:\n    pass\n", r"counting\.py: while it was imported, .* 0\.3 s of CPU"),
        ("raise NotImplementedError\n", r"counting\.py: "),
    ],
)
def test_what_cannot_be_loaded_is_one_line(grade_checks: GradeChecks, source: str, text: str) -> None:
    """A submission that cannot be loaded gives one line with file, reason and repair."""
    with pytest.raises(UsageError, match=text) as caught:
        grade_checks(PRINTING_CHECK, work=make_submission(source))
    assert "\n" not in str(caught.value)


def test_in_process_run_shows_prints_and_warns(grade_checks: GradeChecks, capsys: pytest.CaptureFixture[str]) -> None:
    """In process, what the submission prints reaches the screen, and the level and a warning say what it costs."""
    call = PRINTING_CHECK + "    lab.place('S1').call('tryAdvanceCommit')\n"
    work = make_submission(CORRECT_SOURCE.replace("return True", "print('mine')"))
    result = grade_checks(call, work=work, in_process=True).result
    assert (result.level, result.score) == ("L0", 1)
    assert "without a jail" in result.warnings[0]
    assert "mine" in capsys.readouterr().out


def test_pdb_opens_where_the_submission_raises(grade_checks: GradeChecks, monkeypatch: pytest.MonkeyPatch) -> None:
    """--pdb stops on the student's own line, and the verdict is unchanged."""
    stopped: list[str] = []

    def note(trace: object) -> None:
        while trace.tb_next:
            trace = trace.tb_next
        stopped.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")

    monkeypatch.setattr("pdb.post_mortem", note)
    call = PRINTING_CHECK + "    lab.place('S1').call('tryAdvanceCommit')\n"
    result = grade_checks(
        call, work=make_submission(CORRECT_SOURCE.replace("return True", "raise KeyError('x')")), debug=True
    ).result
    assert stopped == ["counting.py:7"]
    assert result.checks[0].lines == ("counting.py:7 in tryAdvanceCommit: raise KeyError('x')",)


def test_ctrl_c_reaches_caller(grade_checks: GradeChecks) -> None:
    """An interrupt ends the run without a result."""

    def interrupt(at: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade_checks(PRINTING_CHECK, on_progress=interrupt)


@pytest.mark.usefixtures("short_events")
def test_endless_loop_under_hypothesis_times_out_once(
    grade_checks: GradeChecks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler that hangs is ended by its CPU limit once, not once for each example that Hypothesis would try."""
    calls: list[CallMethod] = []
    ask = WorkerHost.request

    def count_request(host: WorkerHost, request: Request) -> object:
        calls.extend([request] if isinstance(request, CallMethod) else [])
        return ask(host, request)

    monkeypatch.setattr(WorkerHost, "request", count_request)
    hangs = SHRINKING_CHECK.replace(
        'raise CheckFailure(f"commitIndex is {number}")', 'lab.place("S1").call("tryAdvanceCommit")'
    )
    work = make_submission(CORRECT_SOURCE.replace("return True", "while True: pass"))
    check = grade_checks(hangs, work=work).result.checks[0]
    assert check.verdict == "FAIL"
    assert "0.3 s of CPU" in check.seen
    assert len(calls) == 1


def test_later_layers_stand_on_the_submission(grade_checks: GradeChecks, tmp_path: Path) -> None:
    """Inside later_layers the kit's layer of the next scene runs in front of the submission's, and only there."""
    write_file(
        tmp_path / "kit" / "labs" / "scene91" / "scene.toml",
        SCENE_TOML.replace("counting.py", "next.py").replace("Counting", "Next"),
    )
    layer = "from raftlab.server import Server\n\n\nclass Next(Server):\n    def tryAdvanceCommit(self):\n"
    write_file(
        tmp_path / "kit" / "reference" / "scene91" / "next.py",
        f"{layer}        self.commitIndex += 10\n        return super().tryAdvanceCommit()\n",
    )
    check = """
    @check(points=5)
    def test_a(lab):
        "A."
        with lab.later_layers():
            host = lab.open_host()
        from raftlab.checks.placed_server import PlacedServer, boot_request
        from raftlab.server import Options
        from raftlab.worker.wire import InitialState
        boot = boot_request("S1", 3, Options(), (), InitialState(), None, None)
        server = PlacedServer(host.request, lab.codec, boot)
        server.call("tryAdvanceCommit")
        alone = lab.place("S1")
        alone.call("tryAdvanceCommit")
        assert (server.commitIndex, alone.commitIndex) == (11, 1), (server.commitIndex, alone.commitIndex)
    """
    assert [each.seen for each in grade_checks(check).result.checks if each.verdict != "ok"] == []
