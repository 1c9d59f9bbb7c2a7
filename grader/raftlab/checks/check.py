"""The decorator that makes a pytest function a check: points, prerequisites, question, section of the paper."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

TestFunction = TypeVar("TestFunction", bound=Callable[..., Any])
CHECK_ATTRIBUTE = "__raftlab_check__"


@dataclass(frozen=True)
class Check:
    """A check's metadata. `name` is the function's name; `depends_on` names the checks that must pass first."""

    name: str
    title: str
    points: int
    depends_on: tuple[str, ...]
    paper: str
    ask: str


def check(
    *, points: int, depends_on: Iterable[str | Callable[..., Any]] = (), paper: str = "", ask: str = ""
) -> Callable[[TestFunction], TestFunction]:
    """Make a test function a check worth `points`; its docstring's first sentence is the title that a student reads.

    `depends_on`: checks of the same scene, as functions or by name; this check does not run unless all of them are ok.
    Put it above every other decorator. ValueError for negative points or a missing docstring.
    """

    def mark(function: TestFunction) -> TestFunction:
        name = function.__name__
        title = first_sentence(inspect.getdoc(function) or "")
        if not title:
            raise ValueError(f"{name}: a check's docstring is its title; write one sentence")
        if points < 0:
            raise ValueError(f"{name}: points={points}; points are 0 or more")
        waits_for = tuple(each if isinstance(each, str) else each.__name__ for each in depends_on)
        setattr(function, CHECK_ATTRIBUTE, Check(name, title, points, waits_for, paper, ask))
        return function

    return mark


def get_check(function: object) -> Check | None:
    """Return the Check that the decorator attached to a test function, or None."""
    noted: Check | None = getattr(function, CHECK_ATTRIBUTE, None)
    return noted


def first_sentence(doc: str) -> str:
    """Return the first sentence of a docstring on one line."""
    paragraph = " ".join(doc.strip().partition("\n\n")[0].split())
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])", paragraph, maxsplit=1)[0]
