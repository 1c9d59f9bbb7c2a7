"""Looks for copies in a class: writes the pages, and notes on each entry which one is most similar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from raftlab.batch.models import SubmissionEntry
from raftlab.batch.similarity.shared_lines import pairs_sharing_lines
from raftlab.batch.similarity.similar_pairs import SimilarPair, find_similar_pairs, merge_pairs
from raftlab.batch.similarity.similarity_pages import similarity_pages
from raftlab.batch.similarity.student_code import StudentCode, extract_student_code, skeleton_function_names
from raftlab.kit import Kit, Scene
from raftlab.report.sanitise import one_line
from raftlab.solutions.named_solutions import read_solution, reference_text, solution_files, with_design_document
from raftlab.state_dir import write_atomically

SIMILAR_NOTE = "similar"
SIMILARITY_FOLDER = "similar"
DESIGN_SHARE_TEXT = (
    "The sentences of the defences are compared, without what they cite. Values are not: many designs are right, and "
    "many students find the same."
)


def flag_similar_entries(
    kit: Kit,
    scene: Scene,
    entries: Sequence[SubmissionEntry],
    folder: Path,
    minimum_percent: float,
    earlier_entries: Sequence[SubmissionEntry] = (),
) -> tuple[tuple[SubmissionEntry, ...], int]:
    """Write the pages of similar pairs into `folder`; return the entries, each with a note on the most similar one.

    Also return how many different texts are too short to compare without their common parts. earlier_entries: of an
    earlier class; two of them are no pair.
    """
    everyone = (*entries, *earlier_entries)
    sources = {entry.sha256: text for entry in everyone if (text := decoded_source(entry))}
    current = {entry.sha256 for entry in entries}
    skeleton = skeleton_text(kit, scene)
    given = frozenset[str]() if scene.is_design else skeleton_function_names(scene, skeleton)
    texts = {key: extract_student_code(scene, source, given) for key, source in sources.items()}
    common = [extract_student_code(scene, source, given).text for source in (skeleton, *kit_solutions(kit, scene))]
    likeness = find_similar_pairs(
        {} if scene.is_design else {key: text.text for key, text in texts.items()}, common, minimum_percent
    )
    by_lines = pairs_sharing_lines({key: text.text for key, text in texts.items()}, common)
    pairs = tuple(
        pair
        for pair in merge_pairs(likeness.pairs, (each for each in by_lines if each.percent >= minimum_percent))
        if {pair.first, pair.second} & current
    )
    names = keys_by_text(everyone)
    labels = {key: owners for key, owners in labels_by_text(everyone).items() if key in current or len(owners) == 1}
    share = (
        DESIGN_SHARE_TEXT
        if scene.is_design
        else compared_share_text(texts.values(), sources.values(), likeness.compared_percent)
    )
    for file in folder.glob("pair-*.html"):
        file.unlink()  # of an earlier look
    labels |= {key: names[key] for pair in pairs for key in (pair.first, pair.second) if key not in labels}
    for name, text in similarity_pages(f"{scene.id}: texts alike", pairs, texts, labels, share).items():
        write_atomically(folder / name, text.encode())
    notes = similarity_notes(pairs, names)
    noted = tuple(
        msgspec.structs.replace(
            entry, notes=(*entry.notes, *identical_file_note(entry, names), *notes.get(entry.sha256, ()))
        )
        for entry in entries
    )
    return noted, likeness.too_short_count


def skeleton_text(kit: Kit, scene: Scene) -> str:
    """Return the skeleton, with the document that is handed in beside it."""
    file = kit.skeletons / scene.id / scene.file
    text = file.read_text(encoding="utf-8")
    return with_design_document(kit, file, text) if scene.is_design else text


def decoded_source(entry: SubmissionEntry) -> str:
    """Return an entry's text, "" if it cannot be graded or is not UTF-8."""
    try:
        return "" if entry.error_text else entry.source.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def compared_share_text(texts: Iterable[StudentCode], sources: Iterable[str], compared_percent: float) -> str:
    """Return in words how much of the files is compared."""
    own = sum(len(text.numbered_lines) for text in texts)
    whole = sum(len(source.splitlines()) for source in sources)
    percent = 100 * own / whole if whole else 0.0
    return (
        f"{percent:.0f} % of the lines are students' own code, and {compared_percent:.0f} % of that code is judged: "
        "the kit's solutions or many students have the rest."
    )


def identical_file_note(entry: SubmissionEntry, names: dict[str, list[str]]) -> tuple[str, ...]:
    """Return the note for an entry whose file others submitted too, with their names."""
    others = [key for key in names.get(entry.sha256, ()) if key != entry.key] if entry.sha256 else []
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return (one_line(f"{SIMILAR_NOTE} to {others[0]} (identical file){more}"),) if others else ()


def kit_solutions(kit: Kit, scene: Scene) -> Iterable[str]:
    """Yield the kit's own solutions: code that is similar to them is no sign of copying."""
    yield reference_text(kit, scene)
    for file in solution_files(kit, scene, "variants"):
        yield read_solution(kit, file)


def keys_by_text(entries: Iterable[SubmissionEntry]) -> dict[str, list[str]]:
    """Return the keys of the entries with each text."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        names[entry.sha256].append(entry.key)
    return names


def labels_by_text(entries: Iterable[SubmissionEntry]) -> dict[str, list[str]]:
    """Return the keys and people of the entries with each text."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        people = " and ".join(person.name or person.key for person in entry.people)
        names[entry.sha256].append(entry.key if people in ("", entry.key) else f"{entry.key} ({people})")
    return names


def similarity_notes(pairs: Iterable[SimilarPair], names: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return the note of each text that is similar to others: the most similar one, and how many more."""
    others: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for pair in pairs:
        others[pair.first].append((pair.percent, pair.second))
        others[pair.second].append((pair.percent, pair.first))
    return {key: (similarity_note(found, names),) for key, found in others.items()}


def similarity_note(similar_texts: Sequence[tuple[float, str]], names: dict[str, list[str]]) -> str:
    """Return the note."""
    percent, nearest = similar_texts[0]
    more = f" and {len(similar_texts) - 1} more" if len(similar_texts) > 1 else ""
    return one_line(f"{SIMILAR_NOTE} to {names[nearest][0]} ({percent:g} %){more}")
