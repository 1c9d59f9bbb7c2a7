"""Which wrong solutions the explorer finds by itself: the searches, the reasons, the page."""

from __future__ import annotations

import re

import pytest

from raftlab.authoring.mutants_found_by_explorer import (
    COVERAGE_SEARCHES,
    EXPLORED_PAGE,
    MutantCoverage,
    coverage_lines,
    coverage_markdown,
    search_mutant,
    unexplored_reasons,
)
from raftlab.authoring.scene_lint import mutant_files
from raftlab.kit import Kit, find_kit

pytestmark = pytest.mark.usefixtures("shared_zygotes")


@pytest.fixture(scope="module")
def kit() -> Kit:
    return find_kit()


def test_search_finds_mutant(kit: Kit) -> None:
    """A wrong solution that breaks a promise is found from the initial state, by a search that is named."""
    file = kit.reference / "scene05/mutants/answers-twice.py"
    found = search_mutant(kit, kit.scene("scene05"), file, COVERAGE_SEARCHES[:1])
    assert (found.hunt, found.broken) == (COVERAGE_SEARCHES[0].name, "AnsweredOnce")
    assert 0 < found.moves <= found.states


def test_mutant_that_breaks_no_promise_is_not_found(kit: Kit) -> None:
    """What only makes clients wait is not found, and its reason stands in the row."""
    file = kit.reference / "scene05/mutants/unknown-while-leading.py"
    found = search_mutant(kit, kit.scene("scene05"), file, COVERAGE_SEARCHES[:1])
    assert found.hunt is None
    assert "breaks no promise" in found.reason


def test_reasons_name_mutants_that_exist(kit: Kit) -> None:
    """Each reason is for a wrong solution of its scene."""
    for scene in kit.scenes:
        stray = set(unexplored_reasons(kit, scene)) - {file.stem for file in mutant_files(kit, scene)}
        assert not stray, f"reference/{scene.id}/unexplored.toml names what is no mutant: {sorted(stray)}"


def test_each_mutant_is_found_or_has_reason(kit: Kit) -> None:
    """Each wrong solution has a row on the page, or a reason why it has none; never both. A design is no server."""
    for scene in kit.scenes:
        if scene.is_design:
            continue
        told = (kit.root / EXPLORED_PAGE).read_text(encoding="utf-8").partition(f"## {scene.id}: ")[2]
        found = set(re.findall(r"^\| ([a-z0-9-]+) \| `", told.partition("\n## ")[0], re.MULTILINE))
        known = set(unexplored_reasons(kit, scene))
        assert not found & known, f"{scene.id}: found, and yet with a reason not to be: {sorted(found & known)}"
        assert found | known == {file.stem for file in mutant_files(kit, scene)}


def test_page_lists_missed_mutants_with_reasons() -> None:
    """The page counts what was found, and groups the rest by reason; a missing reason is said to be missing."""
    rows = [
        MutantCoverage("scene1", "a", "one term", "LogMatching", moves=3, states=10),
        MutantCoverage("scene1", "d", "one term", "SubmissionRaisedError", moves=3, states=10, confirmed=False),
        MutantCoverage("scene1", "b", reason="breaks no promise"),
        MutantCoverage("scene1", "c"),
    ]
    told = coverage_markdown(rows)
    assert "## scene1: 2 of 4 found" in told
    assert "| a | `LogMatching` | one term |" in told
    assert "| d | `SubmissionRaisedError` \\* | one term |" in told
    assert "Not found; breaks no promise: b." in told
    assert "no reason is known: c." in told
    assert "NOT FOUND" in list(coverage_lines(rows))[4]


@pytest.mark.parametrize(
    ("scene_id", "mutant", "search_name", "broken_property"),
    [
        ("scene01", "state-durable-applied-volatile", "two crashes", "SameState"),
        ("scene01", "result-thrown-away", "one term", "SubmissionRaisedError"),
        ("scene05", "new-leader-commits-inherited-log", "four terms", "CommittedIsDurable"),
    ],
)
def test_live_servers_confirm_each_violation(
    kit: Kit, scene_id: str, mutant: str, search_name: str, broken_property: str
) -> None:
    """A restart, a handler that raises at once and a leader's first event are judged alike in searches and in runs."""
    wanted = tuple(each for each in COVERAGE_SEARCHES if each.name == search_name)
    found = search_mutant(kit, kit.scene(scene_id), kit.reference / scene_id / "mutants" / f"{mutant}.py", wanted)
    assert (found.broken, found.confirmed) == (broken_property, True)
