"""Looking through a class for copies: the pages are written, and each entry notes whom it is like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from raftlab.batch.records import Entry
from raftlab.batch.similarity.alike import Alike, alike
from raftlab.batch.similarity.pages import pages
from raftlab.batch.similarity.written import given_names, written
from raftlab.kit import Kit, Scene
from raftlab.notes import write_whole
from raftlab.report.sanitise import one_line

SIMILAR = "similar"
FOLDER = "similar"


def look(
    kit: Kit, scene: Scene, entries: Sequence[Entry], folder: Path, least_percent: float
) -> tuple[tuple[Entry, ...], int]:
    """Write the pages of what is alike into `folder`, and return the entries, each with whom it is most like.

    With them comes how many different texts are too short to be compared, once what all have is left out.
    """
    sources = {entry.sha256: entry.source.decode("utf-8-sig") for entry in entries if entry.source and not entry.fault}
    skeleton = (kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8")
    given = given_names(scene, skeleton)
    texts = {key: written(scene, source, given) for key, source in sources.items()}
    common = [written(scene, source, given).text for source in (skeleton, *right_ones(kit, scene))]
    likeness = alike({key: text.text for key, text in texts.items()}, common, least_percent)
    pairs = likeness.pairs
    names = named(entries)
    for file in folder.glob("pair-*.html"):
        file.unlink()  # of an earlier look
    for name, text in pages(f"{scene.id}: texts alike", pairs, texts, with_people(entries)).items():
        write_whole(folder / name, text.encode())
    notes = noted(pairs, names)
    told = tuple(
        msgspec.structs.replace(entry, notes=(*entry.notes, notes[entry.sha256])) if entry.sha256 in notes else entry
        for entry in entries
    )
    return told, likeness.too_short


def right_ones(kit: Kit, scene: Scene) -> Iterable[str]:
    """Return the kit's own solutions: to be like one of them is the task, not a copy."""
    yield kit.solution(scene).source
    for file in sorted((kit.reference / scene.id / "variants").glob("*.py")):
        yield file.read_text(encoding="utf-8")


def named(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Return under which keys each text was handed in."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        names[entry.sha256].append(entry.key)
    return names


def with_people(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Return under which keys each text was handed in, and by whom."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        people = " and ".join(person.name or person.key for person in entry.people)
        names[entry.sha256].append(entry.key if people in ("", entry.key) else f"{entry.key} ({people})")
    return names


def noted(pairs: Iterable[Alike], names: dict[str, list[str]]) -> dict[str, str]:
    """Return the note of each text that is like another: the one it is most like, and how many more."""
    others: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for pair in pairs:
        others[pair.one].append((pair.percent, pair.other))
        others[pair.other].append((pair.percent, pair.one))
    return {key: words(found, names) for key, found in others.items()}


def words(found: Sequence[tuple[float, str]], names: dict[str, list[str]]) -> str:
    """Return the note in words."""
    percent, nearest = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return one_line(f"{SIMILAR} to {names[nearest][0]} ({percent:g} %){more}")
