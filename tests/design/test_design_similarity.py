"""Copies in a class of designs: the prose of the defences is compared, not the values."""

from __future__ import annotations

import textwrap
from pathlib import Path

from raftlab.batch.ingest.class_reader import ingest_class
from raftlab.batch.similarity.class_similarity import SIMILAR_NOTE, flag_similar_entries
from raftlab.batch.similarity.student_code import defence_sentences
from raftlab.batch.submission_precheck import preflight
from raftlab.design.design_document import join_defence, split_defence
from raftlab.kit import find_kit
from raftlab.solutions.named_solutions import reference_text

PROSE = (
    "a stalled disk must not look like a dead leader",
    "the round trip between the coasts sets the floor here",
    "nobody pays for a third copy in the same building",
    "reads that skip the log are only as good as the slowest clock",
    "I would rather wait than hand out the same job twice",
    "the operator can sleep while the learner catches up",
)
OTHER_PROSE = (
    "we looked at what happens without it and did not like it",
    "larger numbers cost memory and buy little",
    "the timeout is three heartbeats and a bit",
    "our second run had one leader fewer",
    "half of this value makes the chart jump",
    "see the picture of the third run",
)


def defence(sentences: tuple[str, ...], figure: str, width: int) -> str:
    """Return a defence with these sentences, one for each claim, wrapped to a width."""
    items = (f"- `range.lease = 200 ms`: {each}. `range p99_read = {figure} ms` (`scene09`)" for each in sentences)
    return "\n".join(textwrap.fill(item, width, subsequent_indent="  ") for item in items) + "\n"


def test_copied_defence_is_found_though_it_is_wrapped_and_cites_otherwise(tmp_path: Path) -> None:
    """Two defences of the same words are a pair; designs with the same values, and the skeleton's words, are none."""
    kit = find_kit()
    scene = next(scene for scene in kit.scenes if scene.is_design)
    design = split_defence(reference_text(kit, scene))[0]
    given = (kit.skeletons / scene.id / scene.document).read_text(encoding="utf-8")
    texts = {
        "ann": defence(PROSE, "0.5", 120),
        "ben": defence(PROSE, "0.9", 60),
        "cy": defence(OTHER_PROSE, "0.5", 120),
        "di": given,
        "eve": given + "\n- unfinished\n",
    }
    for name, text in texts.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / scene.file).write_text(design, encoding="utf-8")
        (tmp_path / "class" / name / scene.document).write_text(text, encoding="utf-8")
    entries = preflight(kit, scene, ingest_class(scene, tmp_path / "class").entries)
    noted, _ = flag_similar_entries(kit, scene, entries, tmp_path / "similar", 60)
    similar = {entry.key: [note for note in entry.notes if note.startswith(SIMILAR_NOTE)] for entry in noted}
    assert similar == {
        "ann": [f"{SIMILAR_NOTE} to ben (100 %)"],
        "ben": [f"{SIMILAR_NOTE} to ann (100 %)"],
        "cy": [],
        "di": [],
        "eve": [],
    }
    assert "Values are not" in (tmp_path / "similar" / "index.html").read_text(encoding="utf-8")


def test_sentences_of_a_defence_have_their_line() -> None:
    """A sentence has the line at which its item begins in the whole text, and no list mark or citation."""
    text = join_defence("a = 1\n", "# Title\n\n- `x.y` is long. It\n  is wrapped.\n- two\n")
    first = text.splitlines().index("# Title") + 1
    assert list(defence_sentences(text)) == [
        (first, "# Title"),
        (first + 2, "`…` is long."),
        (first + 2, "It is wrapped."),
        (first + 4, "two"),
    ]
