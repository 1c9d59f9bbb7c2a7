"""A tiny kit of one scene, scene90, made for one test: a server that counts, and whatever checks the test writes."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

from raftlab.grading_models import GradingResult, Submission
from raftlab.kit import Kit

GradeChecks = Callable[..., GradingResult]
"""The fixture `grade_checks`: grade a submission by the checks in a text."""

SCENE = "scene90"
SCENE_TOML = """\
title = "Counting"
file = "counting.py"
layer = "Counting"
holes = ["tryAdvanceCommit", "truncateConflicts"]
paper = "§5"
hidden = 3
"""
CHECK_IMPORTS = "from raftlab.checks import CheckFailure, BudgetExhausted, check\n"
CORRECT_SOURCE = """\
from raftlab.server import Server


class Counting(Server):
    def tryAdvanceCommit(self):
        self.commitIndex += 1
        return True
"""


def make_kit(root: Path, public: str, hidden: str | None = None, settings: str = "") -> Kit:
    """Return a kit below `root` whose scene90 has these checks, public and hidden, each in a file test_counting.py.

    settings: more lines of scene.toml.
    """
    write_file(root / "labs" / SCENE / "scene.toml", SCENE_TOML + textwrap.dedent(settings))
    write_file(root / "labs" / SCENE / "tests" / "test_counting.py", CHECK_IMPORTS + textwrap.dedent(public))
    if hidden is not None:
        write_file(root / "reference" / SCENE / "tests" / "test_counting.py", CHECK_IMPORTS + textwrap.dedent(hidden))
    return Kit(root)


def make_submission(source: str = CORRECT_SOURCE) -> Submission:
    """Return `source` as a submission of scene90."""
    return Submission(SCENE, "counting.py", textwrap.dedent(source))


def submission_with_body(body: str) -> Submission:
    """Return a submission whose tryAdvanceCommit has this body."""
    method = textwrap.indent(textwrap.dedent(body), " " * 8)
    return make_submission(
        "from raftlab.server import Server\n\n\nclass Counting(Server):\n    def tryAdvanceCommit(self):\n" + method
    )


def write_file(path: Path, text: str) -> None:
    """Write a file, making its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
