"""What the last mutation run of a scene has measured, and which survivors are right answers.

Both lie in reference/<scene>/. `raftlab dev mutate --write` writes mutation.toml; staff write equivalent.toml:

    [cleared-later]
    why = "becomeLeader sets it anew, and nobody reads it before"
    mutants = ["becomeFollower | self.nextIndex = {} | statement dropped"]
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from raftlab.authoring.token_mutants import MutantFate, TokenMutant, make_token_mutants
from raftlab.authoring.validation_finding import Finding
from raftlab.errors import KitError
from raftlab.kit import Kit, Scene
from raftlab.solutions.source_pieces import code_lines

LOWEST_SCORE = 0.95
THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


class MutationRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The figures of one mutation run. reference_sha256: the digest of the reference that was mutated.

    quick: the scenarios and searches did not run for the mutants that equivalent.toml lists; all other checks did.
    python: the version that made the mutants. Another compiles other pairs of them to the same code, and makes one of
    each pair only.
    """

    measured: str
    kit: str
    reference_sha256: str
    seeds: int
    mutants: int
    killed: int
    equivalent: int
    survivors: list[str]
    quick: bool = False
    python: str = "3.11"

    @property
    def score(self) -> float:
        """Return the share of the mutants that are not equivalent which a check fails."""
        return self.killed / max(1, self.mutants - self.equivalent)


def read_equivalents(kit: Kit, scene: Scene) -> dict[str, str]:
    """Return mutant -> why it is a right answer. KitError for a mutant that is listed twice or without a reason."""
    file = equivalents_path(kit, scene)
    if not file.is_file():
        return {}
    found: dict[str, str] = {}
    for group in tomllib.loads(file.read_text(encoding="utf-8")).values():
        if not group.get("why"):
            raise KitError(f"{file.relative_to(kit.root)}: a group has no reason; write why = …")
        for name in group["mutants"]:
            if name in found:
                raise KitError(f"{file.relative_to(kit.root)}: {name} is listed twice; remove one")
            found[name] = group["why"]
    return found


def make_record(
    kit: Kit,
    scene: Scene,
    fates: Sequence[MutantFate],
    seeds: int,
    date: str,
    version: str,
    *,
    quick: bool = False,
) -> MutationRecord:
    """Return the figures of a run. A mutant that is called equivalent and yet fails a check counts as killed."""
    equivalents = read_equivalents(kit, scene)
    survivors = [fate.mutant.name for fate in fates if not fate.killed_by]
    return MutationRecord(
        measured=date,
        kit=version,
        reference_sha256=reference_digest(kit, scene),
        seeds=seeds,
        mutants=len(fates),
        killed=len(fates) - len(survivors),
        equivalent=sum(name in equivalents for name in survivors),
        survivors=[name for name in survivors if name not in equivalents],
        quick=quick,
        python=THIS_PYTHON,
    )


def refuted_equivalents(kit: Kit, scene: Scene, fates: Sequence[MutantFate]) -> list[str]:
    """Return the mutants that are called equivalent and fail a check."""
    equivalents = read_equivalents(kit, scene)
    return [
        f"{fate.mutant.name}: {fate.killed_by} fails it"
        for fate in fates
        if fate.killed_by and fate.mutant.name in equivalents
    ]


def read_record(kit: Kit, scene: Scene) -> MutationRecord | None:
    """Return what the last mutation run of the scene has measured, None before the first."""
    file = record_path(kit, scene)
    return msgspec.toml.decode(file.read_bytes(), type=MutationRecord) if file.is_file() else None


def record_toml(record: MutationRecord) -> str:
    """Return the record as TOML."""
    lines = ["# Written by `raftlab dev mutate --write`."]
    for name, value in msgspec.structs.asdict(record).items():
        if isinstance(value, list) and value:
            lines += [f"{name} = [", *(f"    {json.dumps(each, ensure_ascii=False)}," for each in value), "]"]
        else:
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def score_text(record: MutationRecord) -> str:
    """Return the mutation score as a sentence."""
    left = f"{len(record.survivors)} survive" if record.survivors else "none survives"
    return (
        f"Mutation score {record.score:.1%}: of {record.mutants} one-token mutants of the reference {record.killed}"
        f" fail a check, {record.equivalent} are right answers, {left} ({record.measured}, seeds: {record.seeds})."
    )


def find_mutation_drift(kit: Kit, scene: Scene, mutants: Sequence[TokenMutant] | None = None) -> Finding:
    """Return a finding about the scene's mutation record: it is of the current reference, and no entry is stale.

    mutants: those of the reference, if the caller has made them.
    """
    return Finding(
        scene.id, "the mutation score is of this reference", tuple(mutation_file_problems(kit, scene, mutants))
    )


def mutation_file_problems(kit: Kit, scene: Scene, made_mutants: Sequence[TokenMutant] | None = None) -> Iterator[str]:
    """Yield what is wrong with the scene's mutation files.

    The mutants are compared only on the Python that made the recorded ones.
    """
    record, equivalents = read_record(kit, scene), read_equivalents(kit, scene)
    if record is None and not equivalents:
        return
    is_comparable = record is None or record.python == THIS_PYTHON
    mutants = {each.name for each in made_mutants or make_token_mutants(kit, scene)} if is_comparable else set()
    place = equivalents_path(kit, scene).relative_to(kit.root)
    for name in sorted(set(equivalents) - mutants) if is_comparable else ():
        yield f"{place}: the reference has no mutant `{name}` now; remove it, or write its new line"
    again = f"run `raftlab dev mutate {scene.id} --write`"
    if record is None:
        yield f"{record_path(kit, scene).relative_to(kit.root)} is missing; {again}"
    elif record.reference_sha256 != reference_digest(kit, scene) or (is_comparable and record.mutants != len(mutants)):
        yield f"{record_path(kit, scene).relative_to(kit.root)} is of another reference; {again}"
    elif record.score < LOWEST_SCORE:
        yield f"{score_text(record)} At least {LOWEST_SCORE:.0%} must fail; write checks for the survivors"


def reference_digest(kit: Kit, scene: Scene) -> str:
    """Return the digest of the reference's code: no comment or docstring changes it."""
    return hashlib.sha256("\n".join(code_lines(kit.solution_layer(scene).source)).encode()).hexdigest()


def record_path(kit: Kit, scene: Scene) -> Path:
    """Return the file of the scene's mutation record."""
    return kit.reference / scene.id / "mutation.toml"


def equivalents_path(kit: Kit, scene: Scene) -> Path:
    """Return the file that lists the survivors which are right answers."""
    return kit.reference / scene.id / "equivalent.toml"
