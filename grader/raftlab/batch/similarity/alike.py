"""Pairs of texts that share more than their task explains, by copydetect's fingerprints, and the clusters they form.

Names, comments and layout do not count: copydetect compares kinds of tokens. What the reference has, and what many in
the class have, is no sign of copying: the task leads there. It is left out before anything is compared.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from raftlab.batch.extra import need

K = 16
"""Characters of tokenised code in one fingerprint: about one short statement."""
WINDOW = 4
COMMON_SHARE = 0.2
"""What so large a part of the class wrote is common."""
COMMON_AT_LEAST = 6
LEAST_SHARED = 4
"""Fingerprints that two texts must share before they are looked at."""
LEAST_OVERLAP = 60
"""Characters of tokenised code that two texts must share to be told: about four statements."""


@dataclass(frozen=True)
class Alike:
    """Two texts, by their keys in order, how much of each the other has in percent, and which characters of each."""

    one: str
    other: str
    percent: float
    spans: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Likeness:
    """The pairs that are alike, most alike first, and how many texts have too little of their own to be compared."""

    pairs: tuple[Alike, ...]
    too_short: int


def alike(texts: Mapping[str, str], common: Iterable[str], least_percent: float) -> Likeness:
    """Return which of `texts` are alike to `least_percent`. `common`: texts of the kit."""
    copydetect = need("copydetect", "copydetect", "looking for copies")
    everywhere: set[int] = set()
    for text in common:
        everywhere |= set(fingerprint(copydetect, text, ()).hashes)
    prints = {key: fingerprint(copydetect, text, ()) for key, text in texts.items()}
    everywhere |= frequent(prints)
    bare = {key: fingerprint(copydetect, text, tuple(everywhere)) for key, text in texts.items()}
    found = (compared(copydetect, bare, pair) for pair in candidates(bare))
    kept = [each for each in found if each is not None and each.percent >= least_percent]
    too_short = sum(len(set(told.hashes)) < LEAST_SHARED for told in bare.values())
    return Likeness(tuple(sorted(kept, key=lambda each: (-each.percent, each.one, each.other))), too_short)


def fingerprint(copydetect: Any, text: str, boilerplate: tuple[int, ...]) -> Any:
    """Return copydetect's fingerprint of a Python text."""
    return copydetect.CodeFingerprint("a.py", K, WINDOW, list(boilerplate), language="python", fp=io.StringIO(text))


def frequent(prints: Mapping[str, Any]) -> set[int]:
    """Return the fingerprints that so many have that they tell nothing."""
    counted = Counter(each for told in prints.values() for each in set(told.hashes))
    many = max(COMMON_AT_LEAST, COMMON_SHARE * len(prints))
    return {each for each, count in counted.items() if count > many}


def candidates(prints: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the pairs that share enough fingerprints to be worth comparing, in order."""
    having: dict[int, list[str]] = defaultdict(list)
    for key in sorted(prints):
        for each in set(prints[key].hashes):
            having[each].append(key)
    shared = Counter(pair for keys in having.values() for pair in combinations(keys, 2))
    return sorted(pair for pair, count in shared.items() if count >= LEAST_SHARED)


def compared(copydetect: Any, prints: Mapping[str, Any], pair: tuple[str, str]) -> Alike | None:
    """Return how alike two texts are, None where they share too little to tell."""
    overlap, similarities, slices = copydetect.compare_files(*(prints[key] for key in pair))
    if overlap < LEAST_OVERLAP:
        return None
    one, other = (tuple((int(a), int(b)) for a, b in zip(*each, strict=True)) for each in slices)
    return Alike(*pair, min(100.0, round(100 * float(max(similarities)), 1)), (one, other))


def clusters(pairs: Iterable[Alike]) -> tuple[tuple[str, ...], ...]:
    """Return the keys that hang together by pairs, largest cluster first."""
    of: dict[str, set[str]] = {}
    for pair in pairs:
        joined = of.get(pair.one, {pair.one}) | of.get(pair.other, {pair.other})
        for key in joined:
            of[key] = joined
    found = {tuple(sorted(each)) for each in of.values()}
    return tuple(sorted(found, key=lambda each: (-len(each), each)))
