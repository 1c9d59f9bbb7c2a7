"""The question of a failed check follows the property that its run broke."""

from __future__ import annotations

from pathlib import Path

import pytest

from raftlab.checks.violation_questions import QUESTIONS, property_question
from raftlab.server import Options
from raftlab.trace import Trace, Violation

GLOSSARY = Path(__file__).parent.parent.parent / "labs" / "GLOSSARY.md"


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_is_about_a_known_property(name: str) -> None:
    """A misspelled property would never be asked about."""
    assert name in GLOSSARY.read_text(encoding="utf-8")
    trace = Trace("0", "scene90", "t", 0, ("S1",), Options(), (), violations=(Violation(name, 1, "seen"),))
    assert property_question(trace, "own?") == QUESTIONS[name]


def test_check_asks_its_own_question_where_no_property_breaks() -> None:
    """Without a run, or with a property that has no question, the check's own is asked."""
    assert property_question(None, "own?") == "own?"
    trace = Trace("0", "scene90", "t", 0, ("S1",), Options(), (), violations=(Violation("Other", 1, "seen"),))
    assert property_question(trace, "own?") == "own?"


def test_a_failure_without_a_run_asks_about_the_property_that_it_broke() -> None:
    """A check of many variables asks about the vote where the vote was lost."""
    assert property_question(None, "own?", "OneVotePerTerm") == QUESTIONS["OneVotePerTerm"]
    assert property_question(None, "own?", "Other") == "own?"
