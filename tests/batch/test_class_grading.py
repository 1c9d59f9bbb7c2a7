"""Grading a class: statuses, levels, seeds, review flags, and the reasons not to start."""

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

from command_runner import (
    CHEAP_SCENE,
    COMMAND,
    KIT,
    grades_by_submission,
    run_batch,
    stored_statuses,
    write_small_class,
)

import raftlab
import raftlab.worker.measure_isolation as level
from raftlab.authoring.synthetic.hostile_code import append_attack
from raftlab.batch.batch_manifest import LOCK_FILE, RunManifest, lock_batch_folder, require_same_manifest
from raftlab.batch.class_grading import GradingProgress, grade_class, mark_flaky_result
from raftlab.batch.job_runner import WALL_CLOCK_STOP_TEXT, job_result_of
from raftlab.batch.local_grading import OnJobResult, grade_jobs_locally
from raftlab.batch.models import Grade, GradingSettings, Job, JobResult, Person, SubmissionEntry
from raftlab.batch.result_store import ResultStore
from raftlab.batch.review_flags import (
    ATTACK_FLAG,
    ATTACK_MESSAGES,
    BOUNDARY_FLAG,
    NONDETERMINISM_FLAG,
    behaviour_flags,
    flag_boundaries,
    source_flags,
)
from raftlab.checks.pytest_plugin import SUBMISSION_CPU_S
from raftlab.cli.main import run
from raftlab.cli.support.class_grading import GradingRate
from raftlab.errors import UsageError
from raftlab.grading_models import CheckResult, Result, SubmittedFile
from raftlab.solutions.named_solutions import read_solution

ENGINE_FOLDER = Path(raftlab.__file__).parent
SKELETON = (KIT.skeletons / CHEAP_SCENE / KIT.scene(CHEAP_SCENE).file).read_text()


def make_result(*verdicts: str, seen: str = "", level: str = "L3") -> Result:
    """Return a result with checks of these verdicts."""
    checks = tuple(
        CheckResult(f"check_{n}", "t", verdict, 10 if verdict == "ok" else 0, 10, seen=seen)  # type: ignore[arg-type]
        for n, verdict in enumerate(verdicts)
    )
    score = sum(check.points for check in checks)
    return Result("1", CHEAP_SCENE, "t", 0, level, SubmittedFile("a.py", "0"), checks, score, 10 * len(checks))


def make_job(text: str = SKELETON, seed: int = 0, limit_s: float = 900) -> Job:
    """Return a job."""
    return Job(CHEAP_SCENE, KIT.scene(CHEAP_SCENE).file, text, str(hash(text)), "kit", seed, "L2", limit_s)


# ---- fates --------------------------------------------------------------------------------------------------------


def test_another_seed_with_other_verdicts_is_flaky_and_keeps_the_first_points() -> None:
    """A check whose verdict depends on the seed is named; the points are those of the first seed."""
    first, second = (JobResult("graded", make_result("ok", verdict)) for verdict in ("ok", "FAIL"))
    told = mark_flaky_result(first, second, 7)
    assert (told.fate, told.result) == ("flaky", first.result)
    assert told.message == "seed 7 disagrees: check_1"
    assert mark_flaky_result(first, first, 7) == first
    assert mark_flaky_result(first, JobResult("kit error", message="x"), 7) == first
    assert mark_flaky_result(first, JobResult("timed out"), 7) == first
    assert mark_flaky_result(first, JobResult("unreadable"), 7).fate == "flaky"


def test_kit_error_gives_no_score() -> None:
    """A check that the kit failed to run gives a status without a score."""
    told = job_result_of(make_result("ok", "error"), "L2", 1.0)
    assert (told.fate, told.result) == ("kit error", None)
    assert "check_1" in told.message


def test_a_weaker_jail_than_asked_for_voids_the_grading() -> None:
    """The measured level decides, not the requested one."""
    told = job_result_of(make_result("ok", level="L1"), "L2", 1.0)
    assert (told.fate, told.result, told.level) == ("unsafe level", None, "L1")
    assert job_result_of(make_result("ok", level="L2"), "L2", 1.0).fate == "graded"


def test_wall_clock_timeout_is_no_grade_and_is_retried() -> None:
    """A wall-clock timeout is no grade: the submission is graded again in the next run."""
    told = job_result_of(make_result("ok", "unknown", seen="stopped by the clock after 1200 s"), "L2", 1.0)
    assert (told.fate, told.result, told.duration_s) == ("timed out", None, 0.0)
    assert "check_1" in told.message
    assert (
        job_result_of(make_result("ok", "unknown", seen="the budget of 9 states was spent"), "L2", 1.0).fate == "graded"
    )


def test_spent_cpu_time_is_a_grade() -> None:
    """A check that ends because the submission spent its CPU time costs its points; the class gets a score."""
    for seen in (
        f"not decided after {SUBMISSION_CPU_S:.0f} s of CPU",
        "the processes of the submission have used 90 s",
    ):
        told = job_result_of(make_result("ok", "unknown", seen=seen), "L2", 1.0)
        assert told.result is not None
        assert (told.fate, told.result.score, told.result.max) == ("graded", 10, 20)


def test_wall_clock_limit_ends_grading() -> None:
    """A grading over its time limit is stopped, and the next one starts."""
    found: dict[float, str] = {}
    jobs = [make_job(f"for _ in range(10**10):\n    pass\n{SKELETON}", limit_s=0.0), make_job(limit_s=900)]
    grade_jobs_locally(KIT.root, jobs, 1, lambda each, outcome: found.__setitem__(each.limit_s, outcome.fate))
    assert found == {0.0: "timed out", 900: "graded"}


def test_both_seeds_are_graded_once_each(tmp_path: Path) -> None:
    """A second seed is a grading of its own; a second run grades neither again."""
    entry = SubmissionEntry("s1", (Person("1"),), "a.py", SKELETON.encode())
    asked: list[int] = []

    def way(jobs: object, on_outcome: OnJobResult) -> None:
        for each in jobs:  # type: ignore[attr-defined]
            asked.append(each.seed)
            on_outcome(each, JobResult("graded", make_result("ok" if each.seed else "FAIL"), level="L3"))

    with ResultStore.open_in_folder(tmp_path) as store:
        for _ in range(2):
            moves: list[GradingProgress] = []
            told = grade_class(
                KIT.scene(CHEAP_SCENE), [entry], store, GradingSettings("kit", 0, 5, "L2", 9), way, moves.append
            )
            assert told[entry.sha256].fate == "flaky"
    assert asked == [0, 5]
    assert (moves[0].done, moves[0].total) == (2, 2)


def test_a_weaker_outcome_gives_way_and_an_equal_one_stays(tmp_path: Path) -> None:
    """A submission graded in a weaker jail is graded again if a stronger one is required; an equal result stays."""
    with ResultStore.open_in_folder(tmp_path) as store:
        for at, name in (("L2", "weak"), ("L2", "again"), ("L3", "strong")):
            store.save_result(make_job(), JobResult("graded", message=name, level=at))
            known = store.load_results(CHEAP_SCENE, "kit", 0, "L1")[make_job().sha256]
            assert known.message == ("weak" if at == "L2" else "strong")
        assert store.load_results(CHEAP_SCENE, "kit", 0, "L3")
        store.save_result(make_job(seed=1), JobResult("kit error", level="L3"))
        assert not store.load_results(CHEAP_SCENE, "kit", 1, "L1"), "a fault of the kit is to be tried again"


def test_timed_out_submission_is_retried_with_longer_limit(tmp_path: Path) -> None:
    """The same limit does not retry; a larger one does, and its result replaces the earlier one."""
    entry = SubmissionEntry("s1", (Person("1"),), "a.py", SKELETON.encode())
    asked: list[float] = []

    def way(jobs: object, on_outcome: OnJobResult) -> None:
        for each in jobs:  # type: ignore[attr-defined]
            asked.append(each.limit_s)
            fate = "timed out" if each.limit_s < 60 else "graded"
            on_outcome(each, JobResult(fate, level="L2", duration_s=each.limit_s))  # type: ignore[arg-type]

    with ResultStore.open_in_folder(tmp_path) as store:
        for limit_s, fate in ((9, "timed out"), (9, "timed out"), (60, "graded"), (90, "graded"), (9, "graded")):
            orders = GradingSettings("kit", 0, None, "L2", limit_s)
            told = grade_class(KIT.scene(CHEAP_SCENE), [entry], store, orders, way, lambda moved: None)
            assert told[entry.sha256].fate == fate
    assert asked == [9, 60]


# ---- levels -------------------------------------------------------------------------------------------------------


def test_a_weak_jail_grades_no_class_unless_it_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below L2 nothing is graded and the repair is shown; an unknown level is a usage error."""
    folder = tmp_path / "class"
    (folder / "ada").mkdir(parents=True)
    (folder / "ada" / KIT.scene(CHEAP_SCENE).file).write_text(SKELETON)
    monkeypatch.setattr(level, "measure_level", lambda: level.MeasuredLevel("L1", (), (), ""))
    command = ["batch", str(folder), "--scene", CHEAP_SCENE, "--out", str(tmp_path / "out")]
    assert run(command) == 2
    assert "--allow-level L1" in capsys.readouterr().err
    assert not (tmp_path / "out" / "grades.csv").exists()
    assert run([*command, "--allow-level", "L0"]) == 2
    assert run([*command, "--allow-level", "high"]) == 2
    assert run([*command, "--allow-level", "L1"]) == 0
    assert (tmp_path / "out" / "grades.csv").exists()


# ---- going on -----------------------------------------------------------------------------------------------------


def test_resume_refuses_what_would_have_to_be_graded_anew(tmp_path: Path) -> None:
    """--resume without a batch, or with another scene, kit or seed, names the difference."""
    begun = RunManifest("a", "kit 1", (0,))
    with pytest.raises(UsageError, match="no batch was begun"):
        require_same_manifest(tmp_path, begun)
    with lock_batch_folder(tmp_path, begun, must_resume=False):
        require_same_manifest(tmp_path, begun)
    with pytest.raises(UsageError, match=r"kit kit 1, not kit 2; seeds 0, not 0 and 5"):
        require_same_manifest(tmp_path, RunManifest("a", "kit 2", (0, 5)))


def test_two_batches_never_share_a_folder(tmp_path: Path) -> None:
    """A second batch in the same folder is refused while the first runs."""
    begun = RunManifest("a", "kit", (0,))
    with (
        lock_batch_folder(tmp_path, begun, must_resume=False),
        pytest.raises(UsageError, match="another batch is working"),
    ):
        lock_batch_folder(tmp_path, begun, must_resume=False).__enter__()
    with lock_batch_folder(tmp_path, begun, must_resume=True):
        pass


@pytest.mark.long
def test_ctrl_c_keeps_what_was_graded(tmp_path: Path) -> None:
    """Ctrl-C reports what is kept and ends all graders; --resume continues to the whole table."""
    folder = write_small_class(tmp_path / "class", 6)
    out = tmp_path / "out"
    command = [*COMMAND, "batch", folder, "--scene", CHEAP_SCENE, "--out", out, "--jobs", "1"]
    running = subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    while not stored_statuses(out) and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=600)
    before = stored_statuses(out)
    assert "Traceback" not in said
    with (out / LOCK_FILE).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # whoever held it has gone
    assert run_batch(folder, out, "--resume").returncode == 0
    after = stored_statuses(out)
    assert before.items() <= after.items()
    assert len(grades_by_submission(out)) == 6
    if len(before) < len(after):  # it was not done before the signal came
        assert running.returncode == 130
        assert "gradings are stored; run the same command to continue" in said


def test_progress_rate_uses_recent_results() -> None:
    """The rate and the remaining time are computed from recent results."""
    pace = GradingRate()
    assert (pace.per_minute, pace.time_left_text(5)) == (0, "")
    for second in range(0, 100, 2):
        pace.add(second)
    assert pace.per_minute == 30
    assert pace.time_left_text(45) == "1:30 left"
    assert pace.time_left_text(3600) == "2 h 00 min left"


# ---- signs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene_id", [scene.id for scene in KIT.scenes if not scene.is_design])
def test_correct_solutions_get_no_review_flag(scene_id: str) -> None:
    """No right solution of the kit gets a review flag."""
    files = sorted((KIT.reference / scene_id / "variants").glob("*.py"))
    assert files
    flags = {file.name: source_flags(ast.parse(read_solution(KIT, file))) for file in files}
    assert {name: found for name, found in flags.items() if found} == {}


def test_review_flags_name_suspicious_lines() -> None:
    """A flag names a few of the modules, calls, attributes, methods and paths that no lab needs."""
    text = "import subprocess\nx = ().__class__.__subclasses__\ny = '/proc/self/mem'\n\ndef __getstate__(s): ...\n"
    (told,) = source_flags(ast.parse(text + "open('z')\n"))
    assert told.startswith(f"{ATTACK_FLAG}: subprocess (line 1), __subclasses__ (line 2), /proc/ (line 3)")
    assert told.endswith("and 1 more")


def test_runtime_behaviour_is_flagged() -> None:
    """A refused system call, a forged frame and a different state in the second run are flagged."""
    tried = JobResult("graded", make_result("FAIL", seen="S1: PermissionError: [Errno 1]"), level="L3")
    assert behaviour_flags(tried) == (f"{ATTACK_FLAG}: PermissionError",)
    changes = JobResult(
        "graded", make_result("FAIL", seen="S1 acted in two ways.\nNot deterministic: a clock"), level="L3"
    )
    assert behaviour_flags(changes) == (NONDETERMINISM_FLAG,)
    assert behaviour_flags(JobResult("graded", make_result("ok"), level="L3")) == ()


def test_nondeterministic_submission_is_flagged() -> None:
    """A real grading flags a server whose timer depends on the address of an object."""
    scene = KIT.scene(CHEAP_SCENE)
    text = append_attack(scene, KIT.solution_layer(scene).source, "never the same")
    found: list[JobResult] = []
    grade_jobs_locally(KIT.root, [make_job(text)], 1, lambda each, outcome: found.append(outcome))
    assert [sign for outcome in found for sign in behaviour_flags(outcome)] == [NONDETERMINISM_FLAG]


def test_review_flag_phrases_exist_in_engine() -> None:
    """Each phrase that makes a flag or a status still occurs in the engine."""
    engine = "".join(file.read_text() for room in ("worker", "checks") for file in (ENGINE_FOLDER / room).rglob("*.py"))
    said = [phrase for phrase in ATTACK_MESSAGES.pattern.split("|") if phrase not in ("SIGSYS", "PermissionError")]
    assert [phrase for phrase in [*said, WALL_CLOCK_STOP_TEXT, "Not deterministic:"] if phrase not in engine] == []


def test_score_near_boundary_is_flagged() -> None:
    """A score within a point of a boundary is flagged; a missing score is not."""
    grades = [Grade(Person(), "e", "", "graded", 1, 1, percent, False, None) for percent in (49.0, 50.9, 51.1, None)]
    flags = [grade.flags for grade in flag_boundaries(grades, (50.0, 75.0), 1.0)]
    assert flags == [(f"{BOUNDARY_FLAG} (50 %)",), (f"{BOUNDARY_FLAG} (50 %)",), (), ()]


def test_no_grader_is_left_when_a_batch_ends() -> None:
    """The fork servers end with the batch."""
    before = child_pids()
    grade_jobs_locally(KIT.root, [make_job()], 1, lambda each, outcome: None)
    assert child_pids() <= before


def child_pids() -> set[int]:
    """Return the pids of this process's children."""
    return {int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()}
