"""The decorator that makes a pytest function a check: points, prerequisites, question, section of the paper."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from raftlab.kit import Kit

TestFunction = TypeVar("TestFunction", bound=Callable[..., Any])
CHECK_ATTRIBUTE = "__raftlab_check__"


@dataclass(frozen=True)
class Check:
    """A check's metadata. `name` is the function's name; `depends_on` names the checks that must pass first.

    explained_by: checks that explain a failure of this one: it waits for the first of them that is red, if it fails.
    about: the properties that a check of an engine judges; None for a check that runs no engine.
    judged_by: for some properties or variables, the checks that judge them: this one leaves them to those that are red.
    safety: the safety property that a failure breaks unless it says another, or none; "" where a failure breaks none.
    gate_reason: why checks of many points may wait for this one.
    can_fail_early: it runs also while a check of `explained_by` is todo, and then can only FAIL.
    scene: for a check of the composed server, the scene without whose layer no server can pass it; "" for none.
    """

    name: str
    title: str
    points: int
    depends_on: tuple[str, ...]
    paper: str
    ask: str
    explained_by: tuple[str, ...] = ()
    about: tuple[str, ...] | None = None
    judged_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    safety: str = ""
    gate_reason: str = ""
    can_fail_early: bool = False
    scene: str = ""


def check(
    *,
    points: int,
    depends_on: Iterable[str | Callable[..., Any]] = (),
    paper: str = "",
    ask: str = "",
    explained_by: Iterable[str | Callable[..., Any]] = (),
    about: Iterable[str] | None = None,
    judged_by: Mapping[str, Iterable[str]] | None = None,
    safety: str = "",
    gate_reason: str = "",
    can_fail_early: bool = False,
    scene: str = "",
) -> Callable[[TestFunction], TestFunction]:
    """Make a test function a check worth `points`; its docstring's first sentence is the title that a student reads.

    `depends_on`: checks of the same scene, as functions or by name; this check does not run unless all of them are ok.
    `explained_by`: checks whose failure explains a failure of this one. It runs beside them, keeps its points if it
    passes, and else waits for the first of them that FAILs. One that is not written yet or not decided blocks it.
    `about`: the properties by which this check fails. For any other property it waits for the check that judges it:
    `[judges]` in scene.toml. `()` for a search, which judges none by itself.
    `judged_by`: variable -> the checks that judge it; `check_frames` does not compare a variable if one of them is red.
    `safety`: the safety property that the check is about: a failure breaks it, and the score then has a limit, unless
    its CheckFailure names another property, or `safety=""`: none.
    `gate_reason`: needed if checks of more than 30 points wait for this one.
    `can_fail_early`: this check runs also while one of `explained_by` is not written yet. Then only a FAIL counts, and
    it must come from written methods alone; with any other outcome the check waits, as it does without this.
    `scene`: the scene whose layer a check of the composed server needs. A kit without that scene leaves the check out.
    Put it above every other decorator. ValueError for negative points or a missing docstring.
    """

    def mark(function: TestFunction) -> TestFunction:
        name = function.__name__
        title = first_sentence(inspect.getdoc(function) or "")
        if not title:
            raise ValueError(f"{name}: a check's docstring is its title; write one sentence")
        if points < 0:
            raise ValueError(f"{name}: points={points}; points are 0 or more")
        setattr(
            function,
            CHECK_ATTRIBUTE,
            Check(
                name,
                title,
                points,
                names_of_checks(depends_on),
                paper,
                ask,
                explained_by=names_of_checks(explained_by),
                about=None if about is None else tuple(about),
                judged_by={name: tuple(judges) for name, judges in (judged_by or {}).items()},
                safety=safety,
                gate_reason=gate_reason,
                can_fail_early=can_fail_early,
                scene=scene,
            ),
        )
        return function

    return mark


def names_of_checks(checks: Iterable[str | Callable[..., Any]]) -> tuple[str, ...]:
    """Return the names of checks that are given as functions or by name."""
    return tuple(each if isinstance(each, str) else each.__name__ for each in checks)


def get_check(function: object) -> Check | None:
    """Return the Check that the decorator attached to a test function, or None."""
    noted: Check | None = getattr(function, CHECK_ATTRIBUTE, None)
    return noted


def is_in_kit(check: Check, kit: Kit) -> bool:
    """Return whether the kit has the scene whose layer the check needs."""
    return not check.scene or check.scene in (scene.id for scene in kit.scenes)


def first_sentence(doc: str) -> str:
    """Return the first sentence of a docstring on one line."""
    paragraph = " ".join(doc.strip().partition("\n\n")[0].split())
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])", paragraph, maxsplit=1)[0]
