"""Cut links in words: the sides of a partition, or which links are cut."""

from __future__ import annotations

from collections.abc import Sequence

Link = tuple[str, str]


def cut_links_text(servers: Sequence[str], cuts: frozenset[Link]) -> str:
    """Return the sides of a partition, "S1 S2 | S3 S4 S5", or the links that are cut."""
    if not cuts:
        return "all links work"
    sides = partition_sides(servers, cuts)
    whole = {
        (a, b) for a in servers for b in servers if a != b and side_number_of(sides, a) != side_number_of(sides, b)
    }
    if len(sides) > 1 and whole == cuts:
        return " | ".join(" ".join(side) for side in sides)
    pairs = sorted({(min(a, b), max(a, b)) for a, b in cuts if (b, a) in cuts})
    single = sorted((a, b) for a, b in cuts if (b, a) not in cuts)
    return "cut: " + ", ".join([f"{a} × {b}" for a, b in pairs] + [f"{a} → {b}" for a, b in single])


def partition_sides(servers: Sequence[str], cuts: frozenset[Link]) -> list[list[str]]:
    """Return the sides: servers that reach each other both ways are on one side."""
    sides: list[list[str]] = []
    for server in servers:
        reach = [s for s in sides if any((server, o) not in cuts and (o, server) not in cuts for o in s)]
        merged = [name for s in reach for name in s] + [server]
        sides = [s for s in sides if s not in reach] + [merged]
    return sides


def side_number_of(sides: list[list[str]], server: str) -> int:
    """Return which side a server is on."""
    return next(n for n, side in enumerate(sides) if server in side)
