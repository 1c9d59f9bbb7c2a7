"""The submissions of a synthetic class: right, wrong, half done, unchanged, copied, broken and hostile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from raftlab.authoring.synthetic.code_rewriting import add_comments, rename_locals
from raftlab.authoring.synthetic.hostile_code import (
    EVENT_ATTACKS,
    IMPORT_ATTACKS,
    append_attack,
    ungradable_submissions,
)
from raftlab.kit import Kit, Scene
from raftlab.skeleton import empty_holes
from raftlab.solutions.named_solutions import read_solution, solution_files, strip_head_lines

KIND_PERCENTAGES = {"right": 28, "wrong": 39, "half": 14, "unchanged": 3, "copied": 6, "broken": 5, "hostile": 5}
"""The percentage of each kind: one in ten is broken or hostile."""


@dataclass(frozen=True)
class SubmissionContent:
    """The files of a submission, name -> bytes. `source_name` says what it was made from."""

    kind: str
    source_name: str
    files: dict[str, bytes]


class ContentGenerator:
    """Generates submissions for one scene."""

    def __init__(self, kit: Kit, scene: Scene, rng: Random) -> None:
        self._kit = kit
        self._scene = scene
        self._rng = rng
        self._right_files = [kit.reference / scene.id / scene.file, *solution_files(kit, scene, "variants")]
        self._wrong_files = solution_files(kit, scene, "mutants") or self._right_files
        self._solution = kit.solution_layer(scene).source
        self._skeleton = (kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8")
        self._other_scene_text = next(
            (kit.solution_layer(each).source for each in kit.scenes if each.layer_class != scene.layer_class), "x = 1\n"
        )
        self._copied_from: list[tuple[str, str]] = []

    def generate(self, count: int) -> Iterator[tuple[str, SubmissionContent]]:
        """Yield `count` submissions, (name, content); every hundred has the given percentages."""
        deck: list[str] = []
        for number in range(1, count + 1):
            if not deck:
                deck = [kind for kind, share in KIND_PERCENTAGES.items() for _ in range(share)]
                self._rng.shuffle(deck)
            name = f"submission_{1000 + number}"
            yield name, self._make_content(deck.pop(), name)

    def _make_content(self, kind: str, name: str) -> SubmissionContent:
        if kind == "broken":
            source_name, files = self._rng.choice(
                sorted(ungradable_submissions(self._scene, self._solution, self._other_scene_text).items())
            )
            return SubmissionContent(kind, source_name, files)
        if kind == "unchanged":
            return self._text_content(kind, "skeleton", self._skeleton)
        source_name, text = getattr(self, f"_{kind}_text")()
        if kind in ("right", "wrong"):
            self._copied_from.append((name, text))
        return self._text_content(kind, source_name, add_comments(text, self._rng, name))

    def _text_content(self, kind: str, source_name: str, text: str) -> SubmissionContent:
        return SubmissionContent(kind, source_name, {self._scene.file: text.encode()})

    def _right_text(self) -> tuple[str, str]:
        return self._pick_file(self._right_files)

    def _wrong_text(self) -> tuple[str, str]:
        return self._pick_file(self._wrong_files)

    def _pick_file(self, files: list[Path]) -> tuple[str, str]:
        """Return the name and the text of one of the files, without the lines that tell staff what it is."""
        file = self._rng.choice(files)
        return file.stem, strip_head_lines(read_solution(self._kit, file))

    def _half_text(self) -> tuple[str, str]:
        holes = self._rng.sample(self._scene.holes, self._rng.randint(1, len(self._scene.holes)))
        empty_names = tuple(hole for hole in self._scene.holes if hole in holes)
        return f"without {', '.join(empty_names)}", empty_holes(self._solution, replace(self._scene, holes=empty_names))

    def _copied_text(self) -> tuple[str, str]:
        if not self._copied_from:
            return self._right_text()
        name, text = self._rng.choice(self._copied_from)
        return name, rename_locals(self._scene, text, self._rng)

    def _hostile_text(self) -> tuple[str, str]:
        name = self._rng.choice(sorted([*IMPORT_ATTACKS, *EVENT_ATTACKS]))
        return name, append_attack(self._scene, self._solution, name)
