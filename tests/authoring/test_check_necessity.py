"""With each check switched off a mutant survives: how that is found, and what is said of a check that none needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_kit import MUTANT, make_small_kit, write_file

from raftlab.authoring.check_necessity import (
    SuspectMutant,
    find_only_catchers,
    necessity_page,
    necessity_path,
    necessity_text,
    next_mutants,
    read_necessity,
    unneeded_checks,
)


@pytest.mark.long
def test_a_mutant_that_two_checks_fail_needs_neither(tmp_path: Path) -> None:
    """Only what one check alone fails shows that this check is needed; no check is blocked by another."""
    kit = make_small_kit(tmp_path / "kit")
    scene = kit.scene("scene90")
    both = MUTANT.format(check="test_leader_counts").replace("self.commitIndex += 1", "return None")
    write_file(kit.reference / "scene90/mutants/does-neither.py", both)
    found = find_only_catchers(kit, scene, 1, lambda done, total, label: None, tries_all=True)
    assert found == {"test_leader_counts": ["counts-nothing"], "test_tells_that_it_moved": ["tells-nothing"]}
    write_file(necessity_path(kit, scene), necessity_text(found))
    assert read_necessity(kit, scene) == found


def test_mutants_of_a_check_are_tried_until_one_shows_that_it_is_needed() -> None:
    """A check that a mutant needs already takes no more; --all takes every one."""
    first, second, third = Path("a.py"), Path("b.py"), Path("c.py")
    waiting = {"test_x": [first, second], "test_y": [third]}
    assert list(next_mutants(waiting, {}, tries_all=False)) == [
        SuspectMutant(first, "test_x"),
        SuspectMutant(third, "test_y"),
    ]
    assert list(next_mutants(waiting, {"test_x": ["a"]}, tries_all=False)) == []
    assert waiting == {"test_x": [second], "test_y": []}
    assert list(next_mutants(waiting, {"test_x": ["a"]}, tries_all=True)) == [SuspectMutant(second, "test_x")]


def test_a_check_that_no_mutant_needs_is_named() -> None:
    """The page says so in its row."""
    found = {"test_x": ["a", "b", "c", "d"], "test_y": []}
    assert unneeded_checks(found) == ["test_y"]
    page = necessity_page({"scene90": found}, {"scene90": {"test_x": 5}})
    assert "## scene90: 1 of 2\n" in page
    assert "| `x` | a, b, c, … | 5 |\n| `y` | – | 0 |\n" in page


def test_the_page_names_no_hidden_check() -> None:
    """The page is public: what it says of a hidden check is how many wrong solutions need it."""
    found = {"test_x": ["a"], "test_secret": ["b"]}
    page = necessity_page({"scene90": found}, {"scene90": {}}, {("scene90", "test_secret")})
    assert "| a hidden check | b | 0 |" in page
    assert "secret" not in page
