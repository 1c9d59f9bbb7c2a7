"""A wrong suite is a kit error in one line; a right one runs in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_kit import GradeChecks, make_kit, make_submission

from raftlab.checks.check_decorator import first_sentence
from raftlab.errors import KitError, UsageError
from raftlab.pipeline import grade

TWO_CHECKS = '''
@check(points=1, depends_on=["test_b"])
def test_a(lab):
    """A."""

@check(points=1)
def test_b(lab):
    """B."""
'''


def check_source(name: str, after: str = "()") -> str:
    """Return the text of one check."""
    return f'@check(points=1, depends_on={after})\ndef test_{name}(lab):\n    """{name}."""\n'


def test_a_check_runs_after_what_it_waits_for(grade_checks: GradeChecks) -> None:
    """Checks run in file order, after their prerequisites."""
    assert [check.name for check in grade_checks(TWO_CHECKS).result.checks] == ["test_b", "test_a"]


def test_public_and_hidden_files_of_one_name_both_run(grade_checks: GradeChecks) -> None:
    """Hidden checks run where the kit holds them, are marked, and may wait for public ones."""
    result = grade_checks(check_source("a"), check_source("h", '["test_a"]')).result
    assert [(check.name, check.hidden) for check in result.checks] == [("test_a", False), ("test_h", True)]
    assert result.hidden_elsewhere == 0


def test_result_counts_absent_hidden_checks(grade_checks: GradeChecks) -> None:
    """A student's kit tells the number from scene.toml."""
    assert grade_checks(check_source("a")).result.hidden_elsewhere == 3


def test_only_the_checks_asked_for_run(grade_checks: GradeChecks) -> None:
    """`only` runs a check without what it waits for, and the result says that it is not the whole."""
    result = grade_checks(TWO_CHECKS, check_names=("test_a",)).result
    assert [(check.name, check.verdict) for check in result.checks] == [("test_a", "ok")]
    assert (result.max, result.hidden_elsewhere) == (1, 0)
    assert "only test_a" in result.warnings[0]


def test_callback_gets_each_finished_check(grade_checks: GradeChecks) -> None:
    """The callback gets each check, in order."""
    told: list[str] = []
    grade_checks(TWO_CHECKS, on_progress=lambda at: told.append(f"{at.done}/{at.total} {at.last_check.name}"))
    assert told == ["1/2 test_b", "2/2 test_a"]


def test_an_unknown_check_names_the_nearest(grade_checks: GradeChecks) -> None:
    """A misspelt name is a usage fault with a proposal."""
    with pytest.raises(UsageError, match="scene90: no check is called test_majorty; did you mean test_majority"):
        grade_checks(check_source("majority"), check_names=("test_majorty",))


@pytest.mark.parametrize(
    ("public", "hidden", "expected"),
    [
        (check_source("a", '["test_z"]'), None, "test_a waits for test_z, which is no check"),
        (check_source("a", '["test_h"]'), check_source("h"), "test_a is public and waits for test_h, which is hidden"),
        (check_source("a", '["test_b"]') + check_source("b", '["test_a"]'), None, "wait for each other: test_"),
        (check_source("a"), check_source("a"), "has the same name"),
        ("def test_a(lab):\n    pass\n", None, "a test without @check"),
        ("import nothing_of_the_kind\n", None, "cannot be collected: .*nothing_of_the_kind"),
        ("@check(points=1)\ndef test_a(lab):\n    pass\n", None, "docstring is its title"),
        ("@check(points=-1)\ndef test_a(lab):\n    'A.'\n", None, "points are 0 or more"),
        ("", None, "no checks"),
    ],
)
def test_a_broken_suite_is_the_kits_fault(
    grade_checks: GradeChecks, public: str, hidden: str | None, expected: str
) -> None:
    """Each mistake in a suite is a KitError that names the check."""
    with pytest.raises(KitError, match=expected):
        grade_checks(public, hidden)


@pytest.mark.parametrize(
    ("doc", "title"),
    [
        ("A majority of four is three.", "A majority of four is three."),
        ("Spans\n    two lines. And goes on.", "Spans two lines."),
        ("See diss. §3.6.2 for it.\n\nMore.", "See diss. §3.6.2 for it."),
        ("No full stop", "No full stop"),
    ],
)
def test_the_title_is_the_first_sentence(doc: str, title: str) -> None:
    """A title ends where a new sentence begins, not at an abbreviation."""
    assert first_sentence(doc) == title


def test_a_scene_without_checks_cannot_be_graded_yet(tmp_path: Path) -> None:
    """A scene without test files is a usage error: it is not ready."""
    kit = make_kit(tmp_path / "kit", check_source("a"), None)
    for file in (kit.scenes[0].folder / "tests").iterdir():
        file.unlink()
    with pytest.raises(UsageError, match="scene90 has no checks yet: nothing can be graded"):
        grade(kit, make_submission())
