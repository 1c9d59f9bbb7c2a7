"""Looking through a class for copies: the pages are written, and each entry notes whom it is like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from raftlab.assembly.solution_files import read_solution, solution_files
from raftlab.batch.models import ClassEntry
from raftlab.batch.similarity.similar_pairs import SimilarPair, find_similar_pairs
from raftlab.batch.similarity.similarity_pages import similarity_pages
from raftlab.batch.similarity.student_code import extract_student_code, skeleton_function_names
from raftlab.kit import Kit, Scene
from raftlab.report.sanitise import one_line
from raftlab.state_dir import write_atomically

SIMILAR_NOTE = "similar"
SIMILARITY_FOLDER = "similar"


def flag_similar_entries(
    kit: Kit, scene: Scene, entries: Sequence[ClassEntry], folder: Path, minimum_percent: float
) -> tuple[tuple[ClassEntry, ...], int]:
    """Write the pages of what is alike into `folder`, and return the entries, each with whom it is most like.

    With them comes how many different texts are too short to be compared, once what all have is left out.
    """
    sources = {
        entry.sha256: entry.source.decode("utf-8-sig") for entry in entries if entry.source and not entry.error_text
    }
    skeleton = (kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8")
    given = skeleton_function_names(scene, skeleton)
    texts = {key: extract_student_code(scene, source, given) for key, source in sources.items()}
    common = [extract_student_code(scene, source, given).text for source in (skeleton, *kit_solutions(kit, scene))]
    likeness = find_similar_pairs({key: text.text for key, text in texts.items()}, common, minimum_percent)
    pairs = likeness.pairs
    names = keys_by_text(entries)
    for file in folder.glob("pair-*.html"):
        file.unlink()  # of an earlier look
    for name, text in similarity_pages(f"{scene.id}: texts alike", pairs, texts, labels_by_text(entries)).items():
        write_atomically(folder / name, text.encode())
    notes = similarity_notes(pairs, names)
    told = tuple(
        msgspec.structs.replace(entry, notes=(*entry.notes, notes[entry.sha256])) if entry.sha256 in notes else entry
        for entry in entries
    )
    return told, likeness.too_short_count


def kit_solutions(kit: Kit, scene: Scene) -> Iterable[str]:
    """Return the kit's own solutions: to be like one of them is the task, not a copy."""
    yield kit.solution_layer(scene).source
    for file in solution_files(kit, scene, "variants"):
        yield read_solution(kit, file)


def keys_by_text(entries: Iterable[ClassEntry]) -> dict[str, list[str]]:
    """Return under which keys each text was handed in."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        names[entry.sha256].append(entry.key)
    return names


def labels_by_text(entries: Iterable[ClassEntry]) -> dict[str, list[str]]:
    """Return under which keys each text was handed in, and by whom."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        people = " and ".join(person.name or person.key for person in entry.people)
        names[entry.sha256].append(entry.key if people in ("", entry.key) else f"{entry.key} ({people})")
    return names


def similarity_notes(pairs: Iterable[SimilarPair], names: dict[str, list[str]]) -> dict[str, str]:
    """Return the note of each text that is like another: the one it is most like, and how many more."""
    others: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for pair in pairs:
        others[pair.first].append((pair.percent, pair.second))
        others[pair.second].append((pair.percent, pair.first))
    return {key: similarity_note(found, names) for key, found in others.items()}


def similarity_note(similar_texts: Sequence[tuple[float, str]], names: dict[str, list[str]]) -> str:
    """Return the note in words."""
    percent, nearest = similar_texts[0]
    more = f" and {len(similar_texts) - 1} more" if len(similar_texts) > 1 else ""
    return one_line(f"{SIMILAR_NOTE} to {names[nearest][0]} ({percent:g} %){more}")
