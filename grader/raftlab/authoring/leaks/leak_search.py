"""Search an artefact's files for what must not leave the staff's machine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from raftlab.authoring.leaks.byte_views import byte_views, text_views
from raftlab.authoring.leaks.code_fingerprints import LINE_MARK, code_fingerprints
from raftlab.authoring.leaks.kit_secrets import KitSecrets, json_run_digests, normalize_schedule, plain_words
from raftlab.authoring.leaks.unreadable_content import unreadable_content
from raftlab.authoring.secret_lines import find_leaked_line

PRIVATE_HEADER = re.compile(r"^[#\s]*(?:caught by: test_\w+|expected: \d+ points)\s*$", re.M)
"""The first line of each mutant and partial answer."""
PRIVATE_FOLDERS = frozenset({"reference", "mutants", "variants", "partial", "__pycache__"})
COMPILED_ENDINGS = (".pyc", ".pyo")


@dataclass(frozen=True)
class Leak:
    """One find: the file, what kind of secret it holds, and which one."""

    file: str
    kind: str
    secret: str

    def __str__(self) -> str:
        return f"{self.file} holds {self.kind} ({self.secret})"


def find_leaks(secrets: KitSecrets, files: Mapping[str, bytes]) -> list[Leak]:
    """Return what `files` (path -> content) hold of the secrets, one find for each file."""
    find_by_content: dict[bytes, tuple[str, str] | None] = {}
    leaks = []
    for name, data in files.items():
        if data not in find_by_content:
            find_by_content[data] = next(leaks_in_data(secrets, data), None)
        if find := leak_in_name(name) or find_by_content[data]:
            leaks.append(Leak(name, *find))
    return leaks


def leak_in_name(name: str) -> tuple[str, str] | None:
    """Return (kind, secret) if a file by this name must never leave the staff's machine."""
    private = PRIVATE_FOLDERS.intersection(name.split("/"))
    return ("a private file", min(private, default="compiled")) if private or name.endswith(COMPILED_ENDINGS) else None


def leaks_in_data(secrets: KitSecrets, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield (kind, secret) for what a file's bytes hold, in each way to read them."""
    for view in byte_views(data):
        if kind := unreadable_content(view):
            yield kind, "it cannot be read"
        if b'"events"' in view:
            for digest in secrets.runs.intersection(json_run_digests(view)):
                yield "a hidden recorded run", digest[:12]
        for text in dict.fromkeys(text_views(view)):
            yield from leaks_in_text(secrets, text)


def leaks_in_text(secrets: KitSecrets, text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, secret) for what a text holds."""
    plain = LINE_MARK.sub("", text)
    if line := find_leaked_line(secrets.lines, text.encode()) or find_leaked_line(secrets.lines, plain.encode()):
        yield "a line of an answer", line
    for name in sorted(secrets.names.intersection(re.findall(r"[A-Za-z_]\w*", text))):
        yield "the name of a hidden check", name
    for canary in sorted(secrets.canaries):
        if canary in text:
            yield "the mark of a private file", canary
    if header := PRIVATE_HEADER.search(text):
        yield "the first line of a private solution", header[0].strip()
    words = plain_words(text)
    for sentence in sorted(secrets.sentences):
        if sentence in words:
            yield "what a hidden check says", sentence
    steps = normalize_schedule(text)
    for schedule in secrets.schedules:
        if schedule in steps:
            yield "a hidden schedule", schedule.partition("\n")[0]
    if secrets.fingerprints.intersection(code_fingerprints(text)):
        yield "code of an answer in other words", "the same syntax tree"
