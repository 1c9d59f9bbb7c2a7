"""What a class's grading keeps apart: fates, levels, seeds, signs; and what stops it before it starts."""

from __future__ import annotations

import ast
import fcntl
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from commands import CHEAP, COMMAND, KIT, batch, kept, small_class, table

import raftlab
import raftlab.worker.level as level
from raftlab.authoring.synthetic.hostile import attack
from raftlab.batch.begun import LOCK, Begun, must_be_same, working_in
from raftlab.batch.grading import Moved, compared, grade_class
from raftlab.batch.records import Entry, Grade, Job, Orders, Outcome, Person
from raftlab.batch.run import OnOutcome, run_all
from raftlab.batch.signs import ATTACK, BEHAVIOUR, BOUNDARY, DETERMINISM, attack_signs, behaviour_signs, with_boundaries
from raftlab.batch.store import Store
from raftlab.batch.task import BACKSTOP, outcome_of
from raftlab.cli.grading import Pace
from raftlab.cli.main import run
from raftlab.errors import UsageFault
from raftlab.records import CheckResult, Result, Submitted

ENGINE = Path(raftlab.__file__).parent
SKELETON = (KIT.skeletons / CHEAP / KIT.scene(CHEAP).file).read_text()


def result(*verdicts: str, seen: str = "", at: str = "L3") -> Result:
    """Return a result with checks of these verdicts."""
    checks = tuple(
        CheckResult(f"check_{n}", "t", verdict, 10 if verdict == "ok" else 0, 10, seen=seen)  # type: ignore[arg-type]
        for n, verdict in enumerate(verdicts)
    )
    score = sum(check.points for check in checks)
    return Result("1", CHEAP, "t", 0, at, Submitted("a.py", "0"), checks, score, 10 * len(checks))


def job(text: str = SKELETON, seed: int = 0, limit_s: float = 900) -> Job:
    """Return a job."""
    return Job(CHEAP, KIT.scene(CHEAP).file, text, str(hash(text)), "kit", seed, "L2", limit_s)


# ---- fates --------------------------------------------------------------------------------------------------------


def test_another_seed_with_other_verdicts_is_flaky_and_keeps_the_first_points() -> None:
    """What depends on luck is told by check; the points stay those of the first seed."""
    first, second = (Outcome("graded", result("ok", verdict)) for verdict in ("ok", "FAIL"))
    told = compared(first, second, 7)
    assert (told.fate, told.result) == ("flaky", first.result)
    assert told.message == "seed 7 disagrees: check_1"
    assert compared(first, first, 7) == first
    assert compared(first, Outcome("kit error", message="x"), 7) == first
    assert compared(first, Outcome("timed out"), 7) == first
    assert compared(first, Outcome("unreadable"), 7).fate == "flaky"


def test_the_kits_own_fault_is_never_a_zero() -> None:
    """A check that the kit failed to run makes a fate without a result, and so without points."""
    told = outcome_of(result("ok", "error"), "L2", 1.0)
    assert (told.fate, told.result) == ("kit error", None)
    assert "check_1" in told.message


def test_a_weaker_jail_than_asked_for_voids_the_grading() -> None:
    """The level that was measured decides, not the one that was hoped for."""
    told = outcome_of(result("ok", at="L1"), "L2", 1.0)
    assert (told.fate, told.result, told.level) == ("unsafe level", None, "L1")
    assert outcome_of(result("ok", at="L2"), "L2", 1.0).fate == "graded"


def test_what_the_clock_on_the_wall_stopped_is_no_grade_and_is_tried_again() -> None:
    """A right submission loses no point because the machine was busy: it waits for another run."""
    told = outcome_of(result("ok", "unknown", seen="not decided after 120 s"), "L2", 1.0)
    assert (told.fate, told.result, told.duration_s) == ("timed out", None, 0.0)
    assert "check_1" in told.message
    assert outcome_of(result("ok", "unknown", seen="the budget of 9 states was spent"), "L2", 1.0).fate == "graded"


def test_the_backstop_ends_a_grading() -> None:
    """A grading that outlasts its limit is stopped, and the next one is graded."""
    found: dict[float, str] = {}
    jobs = [job(f"for _ in range(10**10):\n    pass\n{SKELETON}", limit_s=0.0), job(limit_s=900)]
    run_all(KIT.root, jobs, 1, lambda each, outcome: found.__setitem__(each.limit_s, outcome.fate))
    assert found == {0.0: "timed out", 900: "graded"}


def test_both_seeds_are_graded_once_each(tmp_path: Path) -> None:
    """A second seed is a grading of its own; a second run grades neither again."""
    entry = Entry("s1", (Person("1"),), "a.py", SKELETON.encode())
    asked: list[int] = []

    def way(jobs: object, on_outcome: OnOutcome) -> None:
        for each in jobs:  # type: ignore[attr-defined]
            asked.append(each.seed)
            on_outcome(each, Outcome("graded", result("ok" if each.seed else "FAIL"), level="L3"))

    with Store.beside(tmp_path) as store:
        for _ in range(2):
            moves: list[Moved] = []
            told = grade_class(KIT.scene(CHEAP), [entry], store, Orders("kit", 0, 5, "L2", 9), way, moves.append)
            assert told[entry.sha256].fate == "flaky"
    assert asked == [0, 5]
    assert (moves[0].done, moves[0].total) == (2, 2)


def test_a_weaker_outcome_gives_way_and_an_equal_one_stays(tmp_path: Path) -> None:
    """A text graded in a weaker jail is graded again when more is asked; the same grading is never written twice."""
    with Store.beside(tmp_path) as store:
        for at, name in (("L2", "weak"), ("L2", "again"), ("L3", "strong")):
            store.keep(job(), Outcome("graded", message=name, level=at))
            known = store.known(CHEAP, "kit", 0, "L1")[job().sha256]
            assert known.message == ("weak" if at == "L2" else "strong")
        assert store.known(CHEAP, "kit", 0, "L3")
        store.keep(job(seed=1), Outcome("kit error", level="L3"))
        assert not store.known(CHEAP, "kit", 1, "L1"), "a fault of the kit is to be tried again"


def test_who_timed_out_gets_another_chance_with_more_time(tmp_path: Path) -> None:
    """The same limit tries nothing again; a larger one does, and what comes of it takes the place of the earlier."""
    entry = Entry("s1", (Person("1"),), "a.py", SKELETON.encode())
    asked: list[float] = []

    def way(jobs: object, on_outcome: OnOutcome) -> None:
        for each in jobs:  # type: ignore[attr-defined]
            asked.append(each.limit_s)
            fate = "timed out" if each.limit_s < 60 else "graded"
            on_outcome(each, Outcome(fate, level="L2", duration_s=each.limit_s))  # type: ignore[arg-type]

    with Store.beside(tmp_path) as store:
        for limit_s, fate in ((9, "timed out"), (9, "timed out"), (60, "graded"), (90, "graded"), (9, "graded")):
            orders = Orders("kit", 0, None, "L2", limit_s)
            told = grade_class(KIT.scene(CHEAP), [entry], store, orders, way, lambda moved: None)
            assert told[entry.sha256].fate == fate
    assert asked == [9, 60]


# ---- levels -------------------------------------------------------------------------------------------------------


def test_a_weak_jail_grades_no_class_unless_it_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below L2 nothing is graded and the repair is told; a level that does not exist is wrong usage."""
    folder = small_class(tmp_path / "class", 1)
    monkeypatch.setattr(level, "measure", lambda: level.Measured("L1", (), (), ""))
    command = ["batch", str(folder), "--scene", CHEAP, "--out", str(tmp_path / "out")]
    assert run(command) == 2
    assert "--allow-level L1" in capsys.readouterr().err
    assert not (tmp_path / "out" / "grades.csv").exists()
    assert run([*command, "--allow-level", "L0"]) == 2
    assert run([*command, "--allow-level", "high"]) == 2
    assert run([*command, "--allow-level", "L1"]) == 0
    assert (tmp_path / "out" / "grades.csv").exists()


# ---- going on -----------------------------------------------------------------------------------------------------


def test_resume_refuses_what_would_have_to_be_graded_anew(tmp_path: Path) -> None:
    """Nothing begun, another scene, kit or seed: told, with what differs."""
    begun = Begun("a", "kit 1", (0,))
    with pytest.raises(UsageFault, match="no batch was begun"):
        must_be_same(tmp_path, begun)
    with working_in(tmp_path, begun, resume=False):
        must_be_same(tmp_path, begun)
    with pytest.raises(UsageFault, match=r"kit kit 1, not kit 2; seeds 0, not 0 and 5"):
        must_be_same(tmp_path, Begun("a", "kit 2", (0, 5)))


def test_two_batches_never_share_a_folder(tmp_path: Path) -> None:
    """While one works in a folder a second one is refused, and after it has ended none is."""
    begun = Begun("a", "kit", (0,))
    with working_in(tmp_path, begun, resume=False), pytest.raises(UsageFault, match="another batch is working"):
        working_in(tmp_path, begun, resume=False).__enter__()
    with working_in(tmp_path, begun, resume=True):
        pass


def test_ctrl_c_keeps_what_was_graded(tmp_path: Path) -> None:
    """Stopped in the middle, it says what is kept, leaves no grader behind, and --resume goes on to the whole table."""
    folder = small_class(tmp_path / "class", 6)
    out = tmp_path / "out"
    command = [*COMMAND, "batch", folder, "--scene", CHEAP, "--out", out, "--jobs", "1"]
    running = subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    while not kept(out) and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=600)
    before = kept(out)
    assert "Traceback" not in said
    with (out / LOCK).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # whoever held it has gone
    assert batch(folder, out, "--resume").returncode == 0
    after = kept(out)
    assert before.items() <= after.items()
    assert len(table(out)) == 6
    if len(before) < len(after):  # it was not done before the signal came
        assert running.returncode == 130
        assert "gradings are kept; the same command goes on" in said


def test_the_pace_is_that_of_the_last_outcomes() -> None:
    """Outcomes a minute and the time left come from when the last ones came."""
    pace = Pace()
    assert (pace.per_minute, pace.left(5)) == (0, "")
    for second in range(0, 100, 2):
        pace.tell(second)
    assert pace.per_minute == 30
    assert pace.left(45) == "1:30 left"
    assert pace.left(3600) == "2 h 00 min left"


# ---- signs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted((KIT.reference).glob("scene*/variants/*.py")), ids=lambda file: file.stem)
def test_right_texts_show_no_sign_of_an_attack(file: Path) -> None:
    """No solution of the kit reaches for anything that the signs name."""
    assert attack_signs(ast.parse(file.read_text())) == ()


def test_what_reaches_out_is_named_with_its_line() -> None:
    """Modules, calls, attributes, methods and paths that no lab needs are told, a few of them."""
    text = "import subprocess\nx = ().__class__.__subclasses__\ny = '/proc/self/mem'\n\ndef __getstate__(s): ...\n"
    (told,) = attack_signs(ast.parse(text + "open('z')\n"))
    assert told.startswith(f"{ATTACK}: subprocess (line 1), __subclasses__ (line 2), /proc/ (line 3)")
    assert told.endswith("and 1 more")


def test_what_it_did_while_it_was_graded_is_a_sign_too() -> None:
    """A refused system call, a forged frame, and a state that differs the second time are told."""
    tried = Outcome("graded", result("FAIL", seen="S1: PermissionError: [Errno 1]"), level="L3")
    assert behaviour_signs(tried) == (f"{ATTACK}: PermissionError",)
    changes = Outcome("graded", result("FAIL", seen="S1 acted in two ways.\nNot deterministic: a clock"), level="L3")
    assert behaviour_signs(changes) == (DETERMINISM,)
    assert behaviour_signs(Outcome("graded", result("ok"), level="L3")) == ()


def test_what_acts_in_two_ways_is_flagged_by_a_grading() -> None:
    """A server that draws its timer from where an object lies in memory is told as what it is, by a real grading."""
    scene = KIT.scene(CHEAP)
    text = attack(scene, KIT.solution(scene).source, "never the same")
    found: list[Outcome] = []
    run_all(KIT.root, [job(text)], 1, lambda each, outcome: found.append(outcome))
    assert [sign for outcome in found for sign in behaviour_signs(outcome)] == [DETERMINISM]


def test_the_phrases_that_are_looked_for_are_those_that_are_said() -> None:
    """Each phrase that makes a sign or a fate is one that the engine still uses, so that none goes unseen."""
    engine = "".join(file.read_text() for room in ("worker", "checks") for file in (ENGINE / room).rglob("*.py"))
    said = [phrase for phrase in BEHAVIOUR.pattern.split("|") if phrase not in ("SIGSYS", "PermissionError")]
    assert [phrase for phrase in [*said, BACKSTOP, "Not deterministic:"] if phrase not in engine] == []


def test_who_is_near_a_boundary_is_flagged() -> None:
    """Within a point on either side, and not beyond; nobody without a score."""
    grades = [Grade(Person(), "e", "", "graded", 1, 1, percent, False, None) for percent in (49.0, 50.9, 51.1, None)]
    flags = [grade.flags for grade in with_boundaries(grades, (50.0, 75.0), 1.0)]
    assert flags == [(f"{BOUNDARY} (50 %)",), (f"{BOUNDARY} (50 %)",), (), ()]


def test_no_grader_is_left_when_a_batch_ends() -> None:
    """The processes that graders are forked from end with the batch."""
    before = children()
    run_all(KIT.root, [job()], 1, lambda each, outcome: None)
    assert children() <= before


def children() -> set[int]:
    """Return the pids of this process's children."""
    return {int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()}
