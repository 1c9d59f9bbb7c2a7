"""The bank of attacks on the grader itself: right solutions with something added, graded at both strict levels."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.skip_or_fail import skip_or_fail

from raftlab.batch.job_runner import job_result_of
from raftlab.checks import check_run_record, pytest_plugin
from raftlab.cli.main import run
from raftlab.errors import UsageError
from raftlab.grader_process_limits import MEMORY_ALLOWANCE_BYTES, limit_grader_process
from raftlab.grading_models import Submission
from raftlab.kit import Kit, find_kit
from raftlab.pipeline import grade
from raftlab.submission_reader import parse_submission
from raftlab.worker import zygote_client
from raftlab.worker.zygote_launch import launch_methods

BANK = Path(__file__).parent / "grading_bank"
SCENE = "scene05"
HEADER = re.compile(r'"""Tries: (.*?)\n\nHappens: (.*?)\nChecks: (.*?)\nExpected: (.*?)\n"""\n', re.DOTALL)
LEVELS = ("L2", "L3")
HUGE_NUMBER = "0x" + "f" * 20_000
"""What stands for 0xBADF00D in the bank: an integer that Python cannot print."""
SLOW_ATTACKS = {"burns_its_time_evenly", "messages_without_end", "texts_without_end"}
"""Those that run until a limit ends them."""
ENDLESS_EVENTS = {"lists_without_end"}
"""Those with an event that never ends."""
MANY_EFFECTS = {"timers_that_multiply"}
"""Those that the limit of effects ends."""
SHORT_EFFECT_LIMIT = 20_000
"""How many effects a check takes: a tenth of the true number, still many times what a run needs."""
SHORT_CPU_S = 6.0
"""The CPU time of a slow attack: as endless as the true limit."""


@dataclass(frozen=True)
class GradingAttack:
    """One attack: the code behind the right solution, the checks to grade it by, and the verdicts that may come."""

    name: str
    code: str
    check_names: tuple[str, ...]
    expected: str


def read_attack(path: Path) -> GradingAttack:
    """Return the attack in a file of the bank."""
    text = path.read_text(encoding="utf-8")
    match = HEADER.match(text)
    assert match, f"{path.name} does not begin with what it tries, what happens, its checks and what is expected"
    return GradingAttack(path.stem, text[match.end() :], tuple(match[3].split()), match[4])


ATTACKS = [read_attack(path) for path in sorted(BANK.glob("*.py"))]


def case_marks(attack: GradingAttack, level: str) -> tuple[pytest.MarkDecorator, ...]:
    """Return when a case runs: what takes its time at night, the rest at one level always and at the other in CI."""
    if attack.name in SLOW_ATTACKS:
        return (pytest.mark.night,) if level == "L2" else (pytest.mark.long,)
    return (pytest.mark.long,) if level == "L2" and not attack.expected.startswith("refused") else ()


CASES = [
    pytest.param(attack, level, id=f"{attack.name}-{level}", marks=case_marks(attack, level))
    for attack in ATTACKS
    for level in LEVELS
]


@pytest.fixture
def kit() -> Kit:
    """Return the kit of this checkout."""
    return find_kit()


def attack_submission(kit: Kit, attack: GradingAttack) -> Submission:
    """Return the reference with the attack behind it."""
    scene = kit.scene(SCENE)
    right = kit.solution_layer(scene).source.replace(f"class {scene.layer_class}(", "class Right(")
    return Submission(SCENE, scene.file, right + "\n\n" + attack.code.replace("0xBADF00D", HUGE_NUMBER))


def limit_level(monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    """Let no zygote reach more than `level`."""
    launchers = [each for each in launch_methods(level) if each.target_level == level]
    monkeypatch.setattr(zygote_client, "launch_methods", lambda maximum_level: launchers)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("attack", "level"), CASES)
def test_attack_on_the_grader_gains_nothing(
    kit: Kit, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, attack: GradingAttack, level: str
) -> None:
    """No check passes, none is the kit's fault, and the grader stays small."""
    limit_level(monkeypatch, level)
    submission = attack_submission(kit, attack)
    if attack.expected.startswith("refused: "):
        with pytest.raises(UsageError, match=attack.expected.removeprefix("refused: ")):
            parse_submission(kit.scene(SCENE), submission)
        return
    if attack.name in SLOW_ATTACKS:
        monkeypatch.setattr(pytest_plugin, "SUBMISSION_CPU_S", SHORT_CPU_S)
    if attack.name in MANY_EFFECTS:
        monkeypatch.setattr(check_run_record, "EFFECT_LIMIT", SHORT_EFFECT_LIMIT)
    if attack.name in ENDLESS_EVENTS:
        request.getfixturevalue("short_events")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with limit_grader_process():
        result = grade(kit, submission, check_names=attack.check_names).result
    if result.level != level:
        skip_or_fail(f"this machine reaches only {result.level}; `raftlab doctor` tells what {level} needs")
    assert {check.verdict for check in result.checks} <= set(attack.expected.split()), result.checks
    assert result.score == 0
    assert job_result_of(result, level, result.duration_s).fate == "graded", "a class must get a score for it"
    assert result.max == sum(check.max for check in result.checks), "a check was left out of the maximum"
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10 <= MEMORY_ALLOWANCE_BYTES


WITNESS_SOURCE = "from pathlib import Path\nPath({!r}).touch()\n"


@pytest.mark.parametrize("level", LEVELS)
def test_a_folder_full_of_traps_gains_nothing(
    kit: Kit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str], level: str
) -> None:
    """Neither links, nor packages that bear the names of Python's tools, act beyond the folder that was handed in."""
    limit_level(monkeypatch, level)
    work, others, witness = tmp_path / "work", tmp_path / "others", tmp_path / "witness"
    (others / SCENE).mkdir(parents=True)
    (others / SCENE / "majority_commits.json").write_text("of someone else")
    work.mkdir()
    for package in ("pip", "raftlab", "pytest", "msgspec", "hypothesis"):
        (work / package).mkdir()
        (work / package / "__init__.py").write_text(WITNESS_SOURCE.format(str(witness)))
        (work / package / "__main__.py").write_text(WITNESS_SOURCE.format(str(witness)))
    (work / ".raftlab").symlink_to(others)
    scene = kit.scene(SCENE)
    (work / scene.file).write_text(kit.solution_layer(scene).source)
    monkeypatch.chdir(work)
    monkeypatch.setenv("RAFTLAB_KIT", str(kit.root))
    assert run(["grade", SCENE, scene.file, "--check", "majority_commits"]) == 0
    isolated = subprocess.run([sys.executable, "-I", "-m", "pip", "--version"], capture_output=True, check=False)
    assert not witness.exists(), isolated.stderr
    assert [path.name for path in sorted(others.rglob("*"))] == [SCENE, "majority_commits.json"]
    assert (others / SCENE / "majority_commits.json").read_text() == "of someone else"


@pytest.mark.parametrize("level", ["L3", pytest.param("L2", marks=pytest.mark.long)])
def test_a_right_solution_passes_these_checks(kit: Kit, monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    """The checks of the bank pass without an attack: it is the attack that fails them."""
    limit_level(monkeypatch, level)
    names = tuple(sorted({name for attack in ATTACKS for name in attack.check_names}))
    harmless = GradingAttack("", "class Commit(Right):\n    pass\n", names, "")
    result = grade(kit, attack_submission(kit, harmless), check_names=names).result
    assert {check.verdict for check in result.checks} == {"ok"}
