"""What the artefact of a scene must not hold: code, names, schedules and recorded runs of the reference."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from raftlab.authoring.leaks.byte_views import json_objects
from raftlab.authoring.leaks.code_fingerprints import code_fingerprints, parse_code
from raftlab.authoring.secret_lines import long_lines, published_texts, secret_lines
from raftlab.kit import Kit, Scene

CANARY = re.compile(r"raftlab-canary-[\w-]+")
"""A mark that staff may put into any private file of their own."""
SCHEDULE_LINES_MINIMUM = 5
SENTENCE_WORDS_MINIMUM = 7
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class KitSecrets:
    """What must not leave the staff's machine.

    lines: long lines of private code. fingerprints: of its functions, loops and branches. names: of hidden checks.
    schedules: private scenarios, as `normalize_schedule` gives them. runs: digests of the events of private recorded
    runs.
    canaries: marks in private files. sentences: what the docstrings of hidden checks say, as `plain_words` gives it.
    """

    lines: frozenset[str]
    fingerprints: frozenset[str]
    names: frozenset[str]
    schedules: frozenset[str]
    runs: frozenset[str]
    canaries: frozenset[str]
    sentences: frozenset[str]


def kit_secrets(kit: Kit, scene: Scene) -> KitSecrets:
    """Return the secrets of an artefact for students of `scene`: they are given the layers of earlier scenes.

    Nothing ceases to be secret because a public file has it too: that file would be the leak. Only lines and names
    that hidden and public checks share are left out.
    """
    later = [folder for folder in sorted(kit.reference.glob("scene*")) if folder.name >= scene.id]
    private = [path for folder in later for path in files_without_bytecode(folder)]
    hidden = [path for folder in sorted(kit.reference.glob("scene*")) for path in hidden_check_files(folder)]
    public = [
        path for folder in (kit.labs, kit.skeletons, kit.root / "grader") for path in files_without_bytecode(folder)
    ]
    given = list(published_texts(kit, scene))
    return KitSecrets(
        lines=secret_lines(kit, scene)
        | (long_lines_in_files(hidden) - long_lines_in_files(public).union(*map(long_lines, given))),
        fingerprints=fingerprints_in(private + hidden).difference(*map(code_fingerprints, given)),
        names=names_of_hidden_checks(kit),
        schedules=schedules_in(private + hidden),
        runs=run_digests_in(private + hidden),
        canaries=frozenset(CANARY.findall("\n".join(text_of(path) for path in {*private, *hidden}))),
        sentences=sentences_of_hidden_checks(hidden),
    )


def files_without_bytecode(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, without compiled ones."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def hidden_check_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a scene's hidden checks, which no student gets, whatever scene they work on."""
    for name in ("tests", "scenarios", "schedules", "runs"):
        yield from files_without_bytecode(folder / name)


def names_of_hidden_checks(kit: Kit) -> frozenset[str]:
    """Return the names of the hidden checks, in full and, where it is more than one word, without `test_`.

    Left out are names that a public check has too, and short ones that the engine uses for something else.
    """
    hidden = check_names(kit.reference.glob("scene*/tests/*.py"))
    public = check_names(kit.labs.glob("scene*/tests/*.py"))
    engine = set(re.findall(r"\w+", "\n".join(text_of(path) for path in (kit.root / "grader").rglob("*.py"))))
    full = hidden - public
    short = {name.removeprefix("test_") for name in full if name.count("_") > 1}
    return frozenset(full | (short - engine))


def check_names(files: Iterable[Path]) -> set[str]:
    """Return the names of the checks in test files."""
    return {name for path in files for name in re.findall(r"^def (test_\w+)", text_of(path), re.M)}


def sentences_of_hidden_checks(files: Iterable[Path]) -> frozenset[str]:
    """Return the first sentences of the hidden checks' docstrings, as `plain_words` gives them; short ones left out."""
    found = set()
    for path in files:
        tree = parse_code(text_of(path)) if path.suffix == ".py" else None
        for node in tree.body if tree is not None else ():
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(plain_words((ast.get_docstring(node) or "").partition(".")[0]))
    return frozenset(sentence for sentence in found if sentence.count(" ") >= SENTENCE_WORDS_MINIMUM)


def plain_words(text: str) -> str:
    """Return the words of a text, in small letters with one space around each, so that a sentence is found in it.

    >>> plain_words("A *reply*,\n   from S2.")
    ' a reply from s2 '
    """
    return f" {' '.join(re.findall(WORD, text.lower()))} "


def text_of(path: Path) -> str:
    """Return a file's text, with a mark for each byte that is none."""
    return path.read_bytes().decode("utf-8", "replace")


def long_lines_in_files(files: Iterable[Path]) -> frozenset[str]:
    """Return the long lines of the Python files among `files`."""
    return frozenset(line for path in files if path.suffix == ".py" for line in long_lines(text_of(path)))


def fingerprints_in(files: Iterable[Path]) -> frozenset[str]:
    """Return the fingerprints of the code in the Python files among `files`."""
    return frozenset().union(*(code_fingerprints(text_of(path)) for path in files if path.suffix == ".py"))


def schedules_in(files: Iterable[Path]) -> frozenset[str]:
    """Return the schedules among `files`, those that are too short left out."""
    texts = (normalize_schedule(text_of(path)) for path in files if path.suffix == ".txt")
    return frozenset(text for text in texts if text.count("\n") >= SCHEDULE_LINES_MINIMUM)


def normalize_schedule(text: str) -> str:
    """Return the steps of a scenario: without comments, titles, empty lines and spacing."""
    lines = (" ".join(line.partition("#")[0].split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("panel", "fork")))


def run_digests_in(files: Iterable[Path]) -> frozenset[str]:
    """Return the digests of the recorded runs among `files`."""
    return frozenset(
        digest for path in files if path.suffix == ".json" for digest in json_run_digests(path.read_bytes())
    )


def json_run_digests(data: bytes) -> Iterator[str]:
    """Yield the digest of each run's events in JSON: what happened, without who recorded it and when."""
    for value in json_objects(data):
        events = value.get("events")
        if isinstance(events, list) and len(events) > 1:
            yield events_digest(events)


def events_digest(events: list[Any]) -> str:
    """Return the digest of a list of events."""
    return hashlib.sha256(json.dumps(events, sort_keys=True).encode()).hexdigest()[:32]
