"""What earlier runs found out about the one-token mutants of a scene: .raftlab/<scene>/mutants.jsonl.

A run that was stopped goes on where it stopped. If the kit has changed since, the check that killed a mutant before is
tried first: it alone costs much less than the whole suite. The file may be deleted anytime.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from raftlab.authoring.token_mutants import TokenMutant
from raftlab.kit import Kit, Scene
from raftlab.state_dir import scene_state_dir

ENGINES = ("checks", "explorer", "jail", "labs", "linearizability", "scenario", "simulator", "solutions", "worker")
"""The folders of grader/raftlab on which the result of a trial may depend."""


REFERENCE = "reference"
"""Stands in the place of a mutant for the reference's own trial; its note is the checks that asked for the seed."""


class RememberedTrial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one trial of a mutant showed. mutant, kit: digests. checks: which group of checks ran."""

    mutant: str
    kit: str
    checks: str
    killed_by: str
    note: str


class MutationCache:
    """The trials of a scene's mutants in this and earlier runs; each is kept as soon as it is known.

    forgets: begin without the earlier ones.
    """

    def __init__(self, kit: Kit, scene: Scene, *, forgets: bool = False) -> None:
        self._file = scene_state_dir(scene, kit.root) / "mutants.jsonl"
        if forgets:
            self._file.unlink(missing_ok=True)
        self._kit = trial_inputs_digest(kit, scene)
        self._known = {(each.mutant, each.kit, each.checks): each for each in read_trials(self._file)}
        self._killers = {each.mutant: each.killed_by for each in self._known.values() if each.killed_by}

    def trial(self, mutant: TokenMutant, checks: str) -> RememberedTrial | None:
        """Return what these checks, of the kit as it is, showed of the mutant; None if they did not run."""
        return self._known.get((mutant_digest(mutant.source), self._kit, checks))

    def earlier_killer(self, mutant: TokenMutant) -> str:
        """Return the check that killed this mutant last, with whatever kit; "" if none has."""
        return self._killers.get(mutant_digest(mutant.source), "")

    def seeded_checks(self) -> list[str] | None:
        """Return the checks that asked for the seed when the reference was graded; None if it was not."""
        trial = self._known.get((REFERENCE, self._kit, ""))
        return trial.note.split() if trial is not None else None

    def keep_seeded_checks(self, names: Iterable[str]) -> None:
        """Keep the names of the checks that asked for the seed."""
        self._keep(RememberedTrial(REFERENCE, self._kit, "", "", " ".join(names)))

    def keep(self, mutant: TokenMutant, checks: str, killed_by: str, note: str) -> None:
        """Keep what a trial showed."""
        self._keep(RememberedTrial(mutant_digest(mutant.source), self._kit, checks, killed_by, note))

    def _keep(self, trial: RememberedTrial) -> None:
        self._known[trial.mutant, trial.kit, trial.checks] = trial
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as stream:
            stream.write(msgspec.json.encode(trial) + b"\n")


def read_trials(file: Path) -> Iterable[RememberedTrial]:
    """Yield the trials of the file. A line that is no trial, as the last one of a run that was killed, is skipped."""
    for line in file.read_bytes().splitlines() if file.is_file() else ():
        try:
            yield msgspec.json.decode(line, type=RememberedTrial)
        except msgspec.DecodeError:
            continue


def trial_inputs_digest(kit: Kit, scene: Scene) -> str:
    """Return a digest of all on which the trials of the scene depend but the mutant itself."""
    patterns = (
        *("grader/raftlab/*.py", "labs/*/*.py", "reference/*/*.py"),
        *(f"grader/raftlab/{folder}/**/*.py" for folder in ENGINES),
        *(f"labs/{scene.id}/{folder}/**/*" for folder in ("tests", "scenarios", "runs")),
        *(f"reference/{scene.id}/{folder}/**/*" for folder in ("tests", "runs")),
    )
    digest = hashlib.sha256((scene.folder / "scene.toml").read_bytes())
    for file in sorted({file for pattern in patterns for file in kit.root.glob(pattern) if file.is_file()}):
        if "__pycache__" not in file.parts:
            data = file.read_bytes()
            digest.update(f"{file.relative_to(kit.root)} {len(data)}\n".encode() + data)
    return digest.hexdigest()[:16]


def mutant_digest(text: str) -> str:
    """Return a digest of a mutant's text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
