"""The hash seeds of the processes that run one submission: reproducible, and not for the submission to work out."""

from __future__ import annotations

import hashlib

from raftlab.kit import Kit, LayerSource, Scene

FIRST_HASH_SEED, OTHER_HASH_SEED = 0, 1429
"""The seeds where no grading derives them. Every two of S1 to S5 come out of a set in the opposite order under each."""
ORDERED_SEEDS = (0, 229, 595, 1416, 2498, 2520, 3828, 4612, 4632, 6165, 6434, 6909, 6911, 7568, 7821, 8928)
"""Seeds under which the names S1 to S5 have one order in a set of two."""
REVERSED_SEEDS = (1429, 2544, 3170, 5365, 5720, 6450, 7257, 8248, 8634, 8637, 9612, 9876, 10063, 10444, 11281, 11323)
"""Seeds under which they have the opposite order."""


def derive_hash_seeds(layer: LayerSource, seed: int, secret: bytes) -> tuple[int, int]:
    """Return the hash seed of the first processes and of the second ones; which has which order is derived too."""
    data = f"{seed} {layer.class_name} ".encode() + layer.source.encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(data, digest_size=8, key=secret).digest()
    ordered = ORDERED_SEEDS[digest[0] % len(ORDERED_SEEDS)]
    opposite = REVERSED_SEEDS[digest[1] % len(REVERSED_SEEDS)]
    return (opposite, ordered) if digest[2] % 2 else (ordered, opposite)


def kit_secret(kit: Kit, scene: Scene) -> bytes:
    """Return a digest of what only the staff's kit has for `scene`: its hidden checks. A student's kit has none."""
    digest = hashlib.blake2b(digest_size=32)
    for file in sorted((kit.reference / scene.id / "tests").glob("*.py")):
        digest.update(file.read_bytes())
    return digest.digest()
