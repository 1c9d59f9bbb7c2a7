"""Which trials show that a scene is sound."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.authoring.trees import caught_by, has_checks, mutants, variants
from raftlab.authoring.trial import Trial
from raftlab.kit import Kit, Scene


def trials(kit: Kit, scene: Scene, seeds: int) -> Iterator[Trial]:
    """Yield the trials of `scene`. Seed 0 runs every check of a mutant, the other seeds only the one it names."""
    skeleton, reference = kit.skeletons / scene.id / scene.file, kit.reference / scene.id / scene.file
    yield Trial("skeleton", kit.root, scene.id, skeleton)
    for seed in range(seeds):
        yield Trial("reference", kit.root, scene.id, reference, seed)
        for file in variants(kit, scene):
            yield Trial("variant", kit.root, scene.id, file, seed)
        for file in mutants(kit, scene):
            if named := caught_by(file):
                yield Trial("mutant", kit.root, scene.id, file, seed, (named,) if seed else ())
    for later in kit.scenes:
        solution = kit.reference / later.id / later.file
        if later.id > scene.id and later.layer and has_checks(later) and solution.is_file():
            yield Trial("later", kit.root, scene.id, solution, later=later.id)
