"""The hash seeds of the processes that run one submission: reproducible, but unpredictable for the submission."""

from __future__ import annotations

import hashlib

from raftlab.kit import Kit, LayerSource, Scene

HASH_SEED_TRIPLES = (
    *((0, 7257, 837), (0, 10063, 555), (595, 10063, 837), (2520, 5720, 423), (2520, 10444, 1118), (3828, 5720, 123)),
    *((4632, 6450, 918), (6911, 9876, 2300), (7821, 5720, 1559), (7821, 10444, 17)),
)
"""Three seeds each: every set of names that checks use has another order under the first than under the second.

These are the sets of S1 to S5, the clusters up to S9 with and without one server, clients, keys and roles. Under each
first seed, any two of S1 to S5 have one order in a set of two; under each second seed, the opposite one. A name's hash
that is odd, or even, under both is the other under the third.
"""
ORDERED_SEEDS = tuple(dict.fromkeys(ordered for ordered, _, _ in HASH_SEED_TRIPLES))
FIRST_HASH_SEED, OTHER_HASH_SEED, THIRD_HASH_SEED = HASH_SEED_TRIPLES[0]
"""The seeds where no grading derives them."""


def derive_hash_seeds(layer: LayerSource, seed: int, secret: bytes) -> tuple[int, int, int]:
    """Return the hash seeds of the first, second and third processes; which order comes first is derived too."""
    data = f"{seed} {layer.class_name} ".encode() + layer.source.encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(data, digest_size=8, key=secret).digest()
    ordered, opposite, third = HASH_SEED_TRIPLES[int.from_bytes(digest[:2], "little") % len(HASH_SEED_TRIPLES)]
    return (opposite, ordered, third) if digest[2] % 2 else (ordered, opposite, third)


def hidden_checks_digest(kit: Kit, scene: Scene) -> bytes:
    """Return a digest of the hidden checks of `scene`, which only staff's kit has; a student's kit has none."""
    digest = hashlib.blake2b(digest_size=32)
    for file in sorted((kit.reference / scene.id / "tests").glob("*.py")):
        digest.update(file.read_bytes())
    return digest.digest()
