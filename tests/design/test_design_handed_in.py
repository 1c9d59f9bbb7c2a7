"""A design handed in on a platform: design.toml and defence.md are one submission."""

from __future__ import annotations

from pathlib import Path

from raftlab.batch.ingest.class_reader import ingest_class
from raftlab.batch.submission_precheck import UNCHANGED_NOTE, preflight
from raftlab.design.design_document import split_defence
from raftlab.kit import Scene, find_kit
from raftlab.solutions.named_solutions import reference_text


def design_scene() -> Scene:
    """Return the scene whose submissions are designs."""
    return next(scene for scene in find_kit().scenes if scene.is_design)


def test_class_of_designs_is_read_with_its_defences(tmp_path: Path) -> None:
    """Each student's two files are one entry; a skeleton is noted, and a broken design is one line."""
    kit, scene = find_kit(), design_scene()
    design, defence = split_defence(reference_text(kit, scene))
    skeleton = (kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8")
    for name, text in (("ann", design), ("ben", skeleton), ("cy", design.replace('"60 ms"', "60")), ("di", design)):
        (tmp_path / name).mkdir()
        (tmp_path / name / scene.file).write_text(text, encoding="utf-8")
    (tmp_path / "ann" / scene.document).write_text(defence, encoding="utf-8")
    entries = {entry.key: entry for entry in preflight(kit, scene, ingest_class(scene, tmp_path).entries)}
    assert split_defence(entries["ann"].source.decode())[1].strip() == defence.strip()
    assert not split_defence(entries["di"].source.decode())[1]
    assert UNCHANGED_NOTE in entries["ben"].notes
    assert "needs a unit" in entries["cy"].error_text
    assert not entries["ann"].error_text
