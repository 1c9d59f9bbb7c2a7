"""The attack bank and hostile values through `raftlab grade`: a verdict on the submission, never a kit error."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from attack_runner import Attack, read_attacks
from hostile_values import HOSTILE_STATEMENTS, SCENE, hostile_submission

from raftlab.cli.main import run
from raftlab.kit import Kit, find_kit

ATTACKS = {attack.name: attack for attack in read_attacks()}
HONEST_PART = "follower_commits_what_it_holds"
"""A check of what the attacks leave as it was: a right solution's own. Its points are deserved."""
CHECKS = ("majority_commits", "minority_waits", "partition_and_recover", HONEST_PART)
EXIT_CODES = {"points missing": 1, "cannot be graded": 2}
CANARY = "CANARY-5e2f"


@pytest.fixture(scope="module")
def kit() -> Kit:
    """Return the kit of this checkout."""
    return find_kit()


GradeText = Callable[..., tuple[int, str]]


@pytest.fixture
def grade_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> GradeText:
    """Return what grades one text as a user does, and returns the exit code and all that was written.

    The text may not leave a file, nor touch one, nor tell what it cannot know.
    """
    work, others = tmp_path / "work", tmp_path / "others"
    work.mkdir()
    others.mkdir()
    (others / "hidden_test.py").write_text(CANARY)
    others.chmod(0o777)
    monkeypatch.chdir(work)
    monkeypatch.setenv("RAFTLAB_KIT", str(find_kit().root))

    def grade_text(text: str, *options: str) -> tuple[int, str]:
        text = text.replace("@CANARY@", str(others)).replace("@GRADER@", str(os.getpid()))
        (work / "commit.py").write_text(text.replace("@KIT@", str(find_kit().root)))
        capfd.readouterr()
        code = run(["grade", SCENE, "commit.py", *options])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert CANARY not in out + err
        assert (others / "hidden_test.py").read_text() == CANARY
        assert {path.name for path in others.iterdir()} == {"hidden_test.py"}
        assert {path.name for path in work.iterdir()} <= {"commit.py", ".raftlab", "page.html", "page.json"}
        return code, out + err

    return grade_text


def verdicts_by_check(result_json: str) -> dict[str, str]:
    """Return the verdict of each check of a result written as JSON."""
    return {check["name"].removeprefix("test_"): check["verdict"] for check in json.loads(result_json)["checks"]}


def check_options(*names: str) -> list[str]:
    """Return the options that run these checks."""
    return [part for name in names for part in ("--check", name)]


def attack_over_partial_solution(kit: Kit, attack: Attack) -> str:
    """Return the attack on top of a solution that is right except for one hole, which commits nothing."""
    right = kit.solution_layer(kit.scene(SCENE)).source.replace("class Commit(Server)", "class Right(Server)")
    right += "\n\nclass Part(Right):\n    def tryAdvanceCommit(self):\n        return False\n"
    return right + "\n\n" + re.sub(r"^class Commit\(Server\b", "class Commit(Part", attack.text, flags=re.MULTILINE)


def assert_attack_gains_nothing(kit: Kit, grade: GradeText, name: str) -> None:
    """Grade one attack; require that only the honest part passes and that no check is a kit error."""
    code, written = grade(attack_over_partial_solution(kit, ATTACKS[name]), "--json", "-", *check_options(*CHECKS))
    if code == EXIT_CODES["cannot be graded"]:
        assert written.startswith("raftlab: commit.py")
        return
    assert code == EXIT_CODES["points missing"], written
    found = verdicts_by_check(written)
    assert found.pop(HONEST_PART) in ("ok", "FAIL", "todo")
    one_side = {found.pop("majority_commits"), found.pop("minority_waits")}  # to commit all, or nothing, passes one
    assert one_side != {"ok"}
    assert one_side | set(found.values()) <= {"ok", "FAIL", "todo", "blocked", "unknown"}
    assert found["partition_and_recover"] != "ok"


FEW_ATTACKS = (
    *("exits_in_handler", "forges_answers_ahead", "frame_of_noise", "patches_the_kit", "types_that_lie"),
    *("writes_files", "claims_to_be_unwritten", "sys_exit_at_import"),
)
"""One of each family; the run of a night takes them all."""
SLOW_ATTACKS = {name for name, attack in ATTACKS.items() if "one event" in attack.expected_error} | {
    "huge_string",
    "print_flood",
}
"""What takes its two seconds, or a lot of memory, in every event: a check of one event is enough."""


def test_a_right_solution_passes_what_attacks_fail(kit: Kit, grade_text: GradeText) -> None:
    """A right solution passes the checks that no attack may pass."""
    code, written = grade_text(kit.solution_layer(kit.scene(SCENE)).source, "--json", "-", *check_options(*CHECKS))
    assert code == 0
    assert set(verdicts_by_check(written).values()) == {"ok"}


@pytest.mark.parametrize("name", FEW_ATTACKS)
def test_attack_gains_no_point_by_the_command(kit: Kit, grade_text: GradeText, name: str) -> None:
    """An attack around a right solution loses what it touches and gains nothing."""
    assert_attack_gains_nothing(kit, grade_text, name)


@pytest.mark.night
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(set(ATTACKS) - set(FEW_ATTACKS) - SLOW_ATTACKS))
def test_every_attack_gains_no_point_by_the_command(kit: Kit, grade_text: GradeText, name: str) -> None:
    """The remaining attacks of the bank gain no point either."""
    assert_attack_gains_nothing(kit, grade_text, name)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(SLOW_ATTACKS)[::3])
def test_slow_attack_gains_no_point_by_the_command(kit: Kit, grade_text: GradeText, name: str) -> None:
    """An attack that uses up its time in one event gains nothing and is FAIL."""
    code, written = grade_text(
        attack_over_partial_solution(kit, ATTACKS[name]), "--json", "-", *check_options("majority_commits")
    )
    if code == EXIT_CODES["cannot be graded"]:
        assert written.startswith("raftlab: commit.py")
    else:
        assert code == EXIT_CODES["points missing"]
        assert verdicts_by_check(written)["majority_commits"] in ("FAIL", "unknown")


# ---- values ---------------------------------------------------------------------------------------------------------

FEW_VALUES = (
    *("returns a huge int", "returns half a character", "role lies", "commit is beyond the log", "sends huge indexes"),
    *("timer upside down", "persist strange things", "actions without end"),
)
"""One of each place where a value can stand; the run of a night takes them all."""


def assert_value_is_graded(kit: Kit, grade: GradeText, name: str, *checks: str) -> None:
    """Grade a right solution with one hostile value; require a verdict."""
    code, written = grade(
        hostile_submission(kit, HOSTILE_STATEMENTS[name]).source, "--json", "-", *check_options(*checks)
    )
    assert code in (0, 1), written
    assert set(verdicts_by_check(written).values()) <= {"ok", "FAIL", "blocked"}


@pytest.mark.usefixtures("shared_zygotes")
@pytest.mark.parametrize("name", FEW_VALUES)
def test_hostile_value_gets_verdict(kit: Kit, grade_text: GradeText, name: str) -> None:
    """Any value in a state, an action or a result gives a verdict, not a kit error."""
    assert_value_is_graded(kit, grade_text, name, "majority_commits", "partition_and_recover")


@pytest.mark.night
@pytest.mark.parametrize("name", sorted(set(HOSTILE_STATEMENTS) - set(FEW_VALUES)))
def test_every_hostile_value_gets_verdict(kit: Kit, grade_text: GradeText, name: str) -> None:
    """The remaining values give a verdict too."""
    assert_value_is_graded(kit, grade_text, name, "majority_commits", "partition_and_recover")


@pytest.mark.night
@pytest.mark.parametrize("name", FEW_VALUES)
def test_hostile_value_gets_verdict_from_searches(kit: Kit, grade_text: GradeText, name: str) -> None:
    """Searches judge hostile values too."""
    assert_value_is_graded(kit, grade_text, name, "search_three", "explore_three", "commit_in_any_state")


# ---- what is shown --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shared_zygotes")
@pytest.mark.parametrize("name", ["terminal_escapes", "bidi_text", "html_text", "formula_text"])
def test_hostile_text_is_shown_as_text(kit: Kit, grade_text: GradeText, name: str) -> None:
    """On the terminal, in JSON and on the page, text of a submission cannot look like text of the grader."""
    text = attack_over_partial_solution(kit, ATTACKS[name])
    _, shown = grade_text(text, "--html", "page.html", "--json", "page.json", *check_options("majority_commits"))
    assert [char for char in shown if char != "\n" and not char.isprintable()] == []
    written = Path("page.json").read_text(encoding="utf-8")
    told = [check["seen"] + check["printed"] + "".join(check["lines"]) for check in json.loads(written)["checks"]]
    assert [char for char in "".join(told) if char != "\n" and not char.isprintable()] == []
    page = Path("page.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script>alert|img src=x)", page)
    assert "\x1b" not in page
    assert "\u202e" not in page
