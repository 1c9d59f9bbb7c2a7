"""With each check switched off a mutant survives: how that is found, and what is said of a check that none needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_kit import MUTANT, make_small_kit, write_file

from raftlab.authoring.check_necessity import (
    MutantFailures,
    NecessityTable,
    checks_redundant_without_engines,
    measure_necessity,
    necessity_markdown,
    necessity_path,
    necessity_toml,
    pop_next_mutants,
    read_necessity,
    unneeded_checks,
)


@pytest.mark.long
def test_a_mutant_that_two_checks_fail_needs_neither(tmp_path: Path) -> None:
    """Only what one check alone fails shows that this check is needed; no check is blocked by another.

    The second check reads the seed, as a search does: what both fail needs the first, beside the engines.
    """
    kit = make_small_kit(tmp_path / "kit")
    scene = kit.scene("scene90")
    both = MUTANT.format(check="test_leader_counts").replace("self.commitIndex += 1", "return None")
    write_file(kit.reference / "scene90/mutants/does-neither.py", both)
    found = measure_necessity(kit, scene, 1, lambda done, total, label: None, tries_all=True)
    assert found.mutants_by_sole_check == {
        "test_leader_counts": ["counts-nothing"],
        "test_tells_that_it_moved": ["tells-nothing"],
    }
    assert found.beside_engines == {"test_leader_counts": ["does-neither"], "test_tells_that_it_moved": []}
    write_file(necessity_path(kit, scene), necessity_toml(found))
    assert read_necessity(kit, scene) == found


def test_mutants_of_a_check_are_tried_until_one_shows_that_it_is_needed() -> None:
    """A check that a mutant needs already takes no more; --all takes every one."""
    first, second, third = Path("a.py"), Path("b.py"), Path("c.py")
    waiting = {"test_x": [first, second], "test_y": [third]}
    assert list(pop_next_mutants(waiting, {}, tries_all=False)) == [
        MutantFailures(first, "test_x"),
        MutantFailures(third, "test_y"),
    ]
    assert list(pop_next_mutants(waiting, {"test_x": ["a"]}, tries_all=False)) == []
    assert waiting == {"test_x": [second], "test_y": []}
    assert list(pop_next_mutants(waiting, {"test_x": ["a"]}, tries_all=True)) == [MutantFailures(second, "test_x")]


def test_a_check_that_no_mutant_needs_is_named() -> None:
    """The page says so in its row."""
    found = NecessityTable({"test_x": ["a", "b", "c", "d"], "test_y": [], "test_z": []}, {"test_z": ["e"]})
    assert unneeded_checks(found) == ["test_y", "test_z"]
    assert checks_redundant_without_engines(found) == ["test_y"]
    page = necessity_markdown({"scene90": found}, {"scene90": {"test_x": 5}})
    assert "## scene90: 1 of 3; without scenarios and searches 2\n" in page
    assert "| `x` | a, b, c, … | – | 5 |\n| `y` | – | – | 0 |\n| `z` | – | e | 0 |\n" in page


def test_the_page_names_no_hidden_check() -> None:
    """The page is public: what it says of a hidden check is how many wrong solutions need it."""
    found = NecessityTable({"test_x": ["a"], "test_secret": ["b"]}, {})
    page = necessity_markdown({"scene90": found}, {"scene90": {}}, {("scene90", "test_secret")})
    assert "| a hidden check | b | ? | 0 |" in page
    assert "## scene90: 2 of 2\n" in page
    assert "secret" not in page


def test_what_only_the_engines_fail_too_is_kept_apart(tmp_path: Path) -> None:
    """The file keeps both tables; in one without the second that was not measured."""
    kit = make_small_kit(tmp_path / "kit")
    scene = kit.scene("scene90")
    assert read_necessity(kit, scene) is None
    found = NecessityTable({"test_x": ["a"], "test_y": []}, {"test_x": [], "test_y": ["b"]})
    write_file(necessity_path(kit, scene), necessity_toml(found))
    assert read_necessity(kit, scene) == found
    write_file(necessity_path(kit, scene), 'test_x = ["a"]\ntest_y = []\n')
    assert read_necessity(kit, scene) == NecessityTable(found.mutants_by_sole_check, {})
