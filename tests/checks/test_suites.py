"""A suite that is itself wrong is the kit's fault, said in one line; a right one runs in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_kit import make_kit, submission

from raftlab.checks.check import first_sentence
from raftlab.errors import KitFault, UsageFault
from raftlab.pipeline import grade
from raftlab.records import Graded

Grade = Callable[..., Graded]

TWO = '''
@check(points=1, after=["test_b"])
def test_a(lab):
    """A."""

@check(points=1)
def test_b(lab):
    """B."""
'''


def check_text(name: str, after: str = "()") -> str:
    """Return the text of one check."""
    return f'@check(points=1, after={after})\ndef test_{name}(lab):\n    """{name}."""\n'


def test_a_check_runs_after_what_it_waits_for(graded: Grade) -> None:
    """The order is the written one, but for what must come before."""
    assert [check.name for check in graded(TWO).result.checks] == ["test_b", "test_a"]


def test_public_and_hidden_files_of_one_name_both_run(graded: Grade) -> None:
    """Hidden checks run where the kit holds them, are marked, and may wait for public ones."""
    result = graded(check_text("a"), check_text("h", '["test_a"]')).result
    assert [(check.name, check.hidden) for check in result.checks] == [("test_a", False), ("test_h", True)]
    assert result.hidden_elsewhere == 0


def test_without_hidden_checks_the_result_says_how_many_there_are(graded: Grade) -> None:
    """A student's kit tells the number from scene.toml."""
    assert graded(check_text("a")).result.hidden_elsewhere == 3


def test_only_the_checks_asked_for_run(graded: Grade) -> None:
    """`only` runs a check without what it waits for, and the result says that it is not the whole."""
    result = graded(TWO, only=("test_a",)).result
    assert [(check.name, check.verdict) for check in result.checks] == [("test_a", "ok")]
    assert (result.max, result.hidden_elsewhere) == (1, 0)
    assert "only test_a" in result.warnings[0]


def test_each_finished_check_is_told(graded: Grade) -> None:
    """The callback hears of each check, in order."""
    told: list[str] = []
    graded(TWO, on_progress=lambda at: told.append(f"{at.done}/{at.total} {at.last.name}"))
    assert told == ["1/2 test_b", "2/2 test_a"]


def test_an_unknown_check_names_the_nearest(graded: Grade) -> None:
    """A misspelt name is a usage fault with a proposal."""
    with pytest.raises(UsageFault, match="scene90: no check is called test_majorty; did you mean test_majority"):
        graded(check_text("majority"), only=("test_majorty",))


@pytest.mark.parametrize(
    ("public", "hidden", "text"),
    [
        (check_text("a", '["test_z"]'), None, "test_a waits for test_z, which is no check"),
        (check_text("a", '["test_h"]'), check_text("h"), "test_a is public and waits for test_h, which is hidden"),
        (check_text("a", '["test_b"]') + check_text("b", '["test_a"]'), None, "wait for each other: test_"),
        (check_text("a"), check_text("a"), "has the same name"),
        ("def test_a(lab):\n    pass\n", None, "a test without @check"),
        ("import nothing_of_the_kind\n", None, "cannot be collected: .*nothing_of_the_kind"),
        ("@check(points=1)\ndef test_a(lab):\n    pass\n", None, "docstring is its title"),
        ("@check(points=-1)\ndef test_a(lab):\n    'A.'\n", None, "points are 0 or more"),
        ("", None, "no checks"),
    ],
)
def test_a_broken_suite_is_the_kits_fault(graded: Grade, public: str, hidden: str | None, text: str) -> None:
    """Each way to write a suite wrongly is a KitFault that names the check."""
    with pytest.raises(KitFault, match=text):
        graded(public, hidden)


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
    """A folder without test files is a usage fault: the scene is not ready, and nothing is broken."""
    kit = make_kit(tmp_path / "kit", check_text("a"), None)
    for file in (kit.scenes[0].folder / "tests").iterdir():
        file.unlink()
    with pytest.raises(UsageFault, match="scene90 has no checks yet: nothing can be graded"):
        grade(kit, submission())
