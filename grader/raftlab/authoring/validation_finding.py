"""One finding of an inspection: a claim about a scene, and the problems that contradict it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`claim` is true if there are no problems. Each problem names the thing, the place and the repair."""

    scene: str
    claim: str
    problems: tuple[str, ...] = ()
