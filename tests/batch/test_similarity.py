"""Disguised copies are found, given code is not a copy, and the pages are safe."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.skip_or_fail import skip_module_without

from raftlab.authoring.synthetic.code_rewriting import add_comments, rename_locals
from raftlab.batch.models import Person, SubmissionEntry
from raftlab.batch.similarity.class_similarity import flag_similar_entries
from raftlab.batch.similarity.shared_lines import pairs_sharing_lines
from raftlab.batch.similarity.similar_pairs import SimilarPair, cluster_pairs
from raftlab.batch.similarity.student_code import extract_student_code, skeleton_function_names
from raftlab.kit import Kit
from raftlab.solutions.named_solutions import read_solution

skip_module_without("copydetect", "staff")
KIT = Kit(Path(__file__).parent.parent.parent)
SCENE = KIT.scene("scene05")
SOLUTION = KIT.solution_layer(SCENE).source
SKELETON = (KIT.skeletons / SCENE.id / SCENE.file).read_text()
UNUSUAL_HOLE = """
        tally = {}
        for who, upTo in self.matchIndex.items():
            if who in self.followers:
                tally.setdefault(upTo, set()).add(who)
        holders, candidate = {self.id}, None
        for upTo in sorted(tally, reverse=True):
            holders |= tally[upTo]
            if len(holders) * 2 > len(self.cluster) and candidate is None:
                candidate = upTo
        if candidate is None or candidate <= self.commitIndex:
            return
        if self.log[candidate].term != self.currentTerm:
            return
        self.commitIndex = candidate
        self.applyCommitted()
"""
"""A way to write the first hole that nobody else would find."""


def fill_first_hole(text: str) -> str:
    """Return the skeleton with its first hole written in the odd way."""
    return text.replace("        raise NotImplementedError\n", UNUSUAL_HOLE, 1)


def make_entry(key: str, text: str) -> SubmissionEntry:
    """Return a submission."""
    return SubmissionEntry(key, (Person(key),), SCENE.file, text.encode())


def similarity_notes(entries: tuple[SubmissionEntry, ...], folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the notes of each entry after a look."""
    return {each.key: each.notes for each in flag_similar_entries(KIT, SCENE, entries, folder, 70)[0]}


def test_a_copy_with_other_names_and_remarks_is_found(tmp_path: Path) -> None:
    """Renamed variables, comments and layout do not hide a copy; independent work gets no note."""
    rng = random.Random(1)
    first = add_comments(fill_first_hole(SKELETON), rng, "one")
    copy = add_comments(rename_locals(SCENE, fill_first_hole(SKELETON), rng), rng, "two").replace(
        "\n        ", "\n\n        ", 5
    )
    assert "tally" not in copy
    entries = (
        make_entry("one", first),
        make_entry("two", copy),
        make_entry("three", SOLUTION),
        make_entry("four", SKELETON),
    )
    notes = similarity_notes(entries, tmp_path)
    assert re.fullmatch(r"similar to two \(\d+(\.\d)? %\)", notes["one"][0])
    assert notes["two"][0].startswith("similar to one")
    assert notes["three"] == notes["four"] == ()


def test_correct_solutions_are_no_copies(tmp_path: Path) -> None:
    """The kit's right solutions are not reported as copies of each other."""
    files = sorted((KIT.reference / SCENE.id / "variants").glob("*.py"))
    entries = tuple(make_entry(file.stem, read_solution(KIT, file)) for file in files)
    assert set(similarity_notes(entries, tmp_path).values()) == {()}
    assert "No two texts are similar" in (tmp_path / "index.html").read_text()


def test_too_short_texts_are_counted(tmp_path: Path) -> None:
    """Texts that are too short to compare are counted."""
    entries = (
        make_entry("one", SOLUTION),
        make_entry("two", SKELETON),
        make_entry("three", add_comments(SOLUTION, random.Random(1), "x")),
    )
    assert flag_similar_entries(KIT, SCENE, entries, tmp_path, 70)[1] == 3
    assert flag_similar_entries(KIT, SCENE, (make_entry("odd", fill_first_hole(SKELETON)),), tmp_path, 70)[1] == 0


def test_only_what_was_written_is_compared() -> None:
    """Only holes and added functions are compared, not given methods or docstrings."""
    given = skeleton_function_names(SCENE, SKELETON)
    left = extract_student_code(SCENE, SKELETON, given)
    assert {line.strip() for _, line in left.numbered_lines if not line.strip().startswith(("#", "def "))} <= {
        "raise NotImplementedError",
        "",
    }
    lines = SOLUTION.splitlines()
    assert all(
        lines[number - 1] == line for number, line in extract_student_code(SCENE, SOLUTION, given).numbered_lines
    )
    assert extract_student_code(SCENE, "def (", given).numbered_lines == ()


def test_pages_show_strangers_text_as_text(tmp_path: Path) -> None:
    """Names and lines with markup, scripts or escapes are shown as text."""
    evil = (
        fill_first_hole(SKELETON)
        + "\n    def mine(self):\n        return '<script>alert(1)</script><img src=x onerror=y>'\n"
    )
    entries = (make_entry("<script>alert(1)</script>", evil), make_entry("\u202e=cmd()\x1b[2J", evil + "# two\n"))
    flag_similar_entries(KIT, SCENE, entries, tmp_path, 50)
    texts = [file.read_text() for file in sorted(tmp_path.glob("*.html"))]
    assert len(texts) == 2
    for text in texts:
        tags = PageTags()
        tags.feed(text)
        assert not {"script", "img"} & set(tags.found)
        assert "default-src 'none'" in text
        assert "&lt;script&gt;" in text
        assert "\x1b" not in text and "\u202e" not in text


class PageTags(HTMLParser):
    """The names of the tags on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]
        self.found.append(tag)


def test_linked_pairs_form_one_cluster() -> None:
    """a like b and b like c make one cluster of three."""
    pairs = [
        SimilarPair("a", "b", 90, ((), ())),
        SimilarPair("b", "c", 80, ((), ())),
        SimilarPair("x", "y", 99, ((), ())),
    ]
    assert cluster_pairs(pairs) == (("a", "b", "c"), ("x", "y"))


@pytest.mark.long
def test_the_pages_are_the_same_under_every_hash_seed(tmp_path: Path) -> None:
    """Python's hash of a text changes from process to process; percents, pairs and marks do not."""
    script = (
        "import sys; from test_similarity import *\n"
        "copy = fill_first_hole(SKELETON)\n"
        "more = '\\ndef more(x):\\n    return [x, x + 1, x * 2]\\n'\n"
        "texts = {'a': copy, 'b': copy + more}\n"
        "texts |= {'c': SOLUTION.replace('max(', 'min('), 'd': copy.replace('holders', 'whoever')}\n"
        "similarity_notes(tuple(make_entry(*each) for each in texts.items()), Path(sys.argv[1]))\n"
    )
    seen = set()
    for seed in ("0", "1", "random"):
        folder = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)}
        subprocess.run([sys.executable, "-c", script, str(folder)], check=True, env=environment, timeout=60)
        seen.add(tuple((file.name, file.read_text()) for file in sorted(folder.iterdir())))
    assert len(seen) == 1 and len(next(iter(seen))) > 1


def test_identical_files_name_each_other(tmp_path: Path) -> None:
    """Students with one file are a cluster of their own, even if the file is too short to compare."""
    entries = tuple(make_entry(key, SKELETON) for key in ("ada", "bob", "eve"))
    notes = similarity_notes(entries, tmp_path)
    assert notes["ada"] == ("similar to bob (identical file) and 1 more",) and "ada" in notes["eve"][0]
    page = (tmp_path / "index.html").read_text()
    assert "Identical files 1: 3 submissions" in page and "ada, bob, eve" in page and "No two texts" not in page


def test_an_earlier_class_is_compared_too(tmp_path: Path) -> None:
    """A copy of last year's file is a pair and an identical file; two of last year's students are no pair."""
    copied = fill_first_hole(SKELETON)
    now = (make_entry("ada", copied.replace("holders", "whoever")), make_entry("bob", "x = 1\n"))
    before = tuple(make_entry(f"2025/{name}", text) for name, text in (("eve", copied), ("kim", copied)))
    noted, _ = flag_similar_entries(KIT, SCENE, (*now, make_entry("zoe", copied)), tmp_path, 70, before)
    notes = {entry.key: entry.notes for entry in noted}
    assert notes["zoe"][0] == "similar to 2025/eve (identical file) and 1 more" and notes["bob"] == ()
    assert notes["ada"][0].startswith("similar to ") and set(notes) == {"ada", "bob", "zoe"}
    page = (tmp_path / "index.html").read_text()
    assert "Identical files 1: 3 submissions" in page and "zoe, 2025/eve" in page
    alone, _ = flag_similar_entries(KIT, SCENE, now[1:], tmp_path, 70, before)
    assert alone[0].notes == () and "No two texts are similar" in (tmp_path / "index.html").read_text()


def test_the_page_says_how_much_is_judged(tmp_path: Path) -> None:
    """Two shares: the students' own lines of the files, and what is left of them without common code."""
    entries = (make_entry("ada", fill_first_hole(SKELETON)), make_entry("bob", SOLUTION))
    flag_similar_entries(KIT, SCENE, entries, tmp_path, 70)
    found = re.search(
        r"(\d+) % of the lines are students&#x27; own code, and (\d+) % of that code is judged",
        (tmp_path / "index.html").read_text(),
    )
    assert found and 0 < int(found[1]) < 100 and 0 < int(found[2]) < 100


def usual_answer(names: dict[str, str]) -> str:
    """Return the reference with other names: the way in which most people write it, in one's own words."""
    text = SOLUTION
    for old, new in names.items():
        text = re.sub(rf"\b{old}\b(?!=)", new, text)
    return text


def test_a_verbatim_copy_of_an_ordinary_answer_is_found(tmp_path: Path) -> None:
    """Who writes as everyone does, but with the same names, is reported; who chose other names is not."""
    mine = {"index": "top", "stored": "copies_here", "call": "caller", "verified": "shown_upto"}
    entries = (
        make_entry("one", usual_answer(mine)),
        make_entry("two", usual_answer(mine) + "\n# handed in by two\n"),
        make_entry("three", usual_answer({"index": "k", "stored": "n", "call": "c", "verified": "last"})),
        make_entry("four", usual_answer({"index": "at", "stored": "count", "call": "waiter", "outcome": "result"})),
        make_entry("right", SOLUTION),
    )
    notes = similarity_notes(entries, tmp_path)
    assert [key for key, found in notes.items() if found] == ["one", "two"]
    assert notes["one"] == ("similar to two (100 %)",)
    assert "copies_here" in (tmp_path / "pair-001.html").read_text()


def test_other_peoples_right_answers_share_no_unusual_lines() -> None:
    """Of the variants of a scene, measured against the reference alone, no two are taken for one hand's."""
    given = skeleton_function_names(SCENE, SKELETON)
    files = sorted((KIT.reference / SCENE.id / "variants").glob("*.py"))
    texts = {file.stem: extract_student_code(SCENE, read_solution(KIT, file), given).text for file in files}
    common = [extract_student_code(SCENE, text, given).text for text in (SKELETON, SOLUTION)]
    assert len(texts) > 20
    assert list(pairs_sharing_lines(texts, common)) == []
