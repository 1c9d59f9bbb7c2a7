"""One finding of an inspection: what was looked at, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`claim` holds when there are no faults; each fault names thing, place and repair."""

    scene: str
    claim: str
    problems: tuple[str, ...] = ()
