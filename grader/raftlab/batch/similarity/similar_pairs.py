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

from raftlab.batch.optional_packages import import_optional

FINGERPRINT_LENGTH = 16
"""Characters of tokenised code in one fingerprint: about one short statement."""
FINGERPRINT_WINDOW = 4
COMMON_SHARE = 0.2
"""What so large a part of the class wrote is common."""
COMMON_MINIMUM = 6
SHARED_MINIMUM = 4
"""Fingerprints that two texts must share before they are looked at."""
OVERLAP_MINIMUM = 60
"""Characters of tokenised code that two texts must share to be told: about four statements."""


@dataclass(frozen=True)
class SimilarPair:
    """Two texts, by their keys in order, how much of each the other has in percent, and which characters of each."""

    first: str
    second: str
    percent: float
    spans: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class SimilarityResult:
    """The pairs that are alike, most alike first, and how many texts have too little of their own to be compared."""

    pairs: tuple[SimilarPair, ...]
    too_short_count: int


def find_similar_pairs(
    texts: Mapping[str, str], common_texts: Iterable[str], minimum_percent: float
) -> SimilarityResult:
    """Return which of `texts` are alike to `minimum_percent`. `common`: texts of the kit."""
    copydetect = import_optional("copydetect", "copydetect", "looking for copies")
    everywhere: set[int] = set()
    for text in common_texts:
        everywhere |= set(fingerprint(copydetect, text, ()).hashes)
    prints = {key: fingerprint(copydetect, text, ()) for key, text in texts.items()}
    everywhere |= common_hashes(prints)
    bare = {key: fingerprint(copydetect, text, tuple(everywhere)) for key, text in texts.items()}
    found = (compare_pair(copydetect, bare, pair) for pair in candidate_pairs(bare))
    kept = [each for each in found if each is not None and each.percent >= minimum_percent]
    too_short = sum(len(set(told.hashes)) < SHARED_MINIMUM for told in bare.values())
    return SimilarityResult(tuple(sorted(kept, key=lambda each: (-each.percent, each.first, each.second))), too_short)


def fingerprint(copydetect: Any, text: str, ignored_hashes: tuple[int, ...]) -> Any:
    """Return copydetect's fingerprint of a Python text."""
    return copydetect.CodeFingerprint(
        "a.py", FINGERPRINT_LENGTH, FINGERPRINT_WINDOW, list(ignored_hashes), language="python", fp=io.StringIO(text)
    )


def common_hashes(fingerprints: Mapping[str, Any]) -> set[int]:
    """Return the fingerprints that so many have that they tell nothing."""
    counted = Counter(each for told in fingerprints.values() for each in set(told.hashes))
    many = max(COMMON_MINIMUM, COMMON_SHARE * len(fingerprints))
    return {each for each, count in counted.items() if count > many}


def candidate_pairs(fingerprints: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the pairs that share enough fingerprints to be worth comparing, in order."""
    having: dict[int, list[str]] = defaultdict(list)
    for key in sorted(fingerprints):
        for each in set(fingerprints[key].hashes):
            having[each].append(key)
    shared = Counter(pair for keys in having.values() for pair in combinations(keys, 2))
    return sorted(pair for pair, count in shared.items() if count >= SHARED_MINIMUM)


def compare_pair(copydetect: Any, fingerprints: Mapping[str, Any], pair: tuple[str, str]) -> SimilarPair | None:
    """Return how alike two texts are, None where they share too little to tell."""
    overlap, similarities, slices = copydetect.compare_files(*(fingerprints[key] for key in pair))
    if overlap < OVERLAP_MINIMUM:
        return None
    one, other = (tuple((int(a), int(b)) for a, b in zip(*each, strict=True)) for each in slices)
    return SimilarPair(*pair, min(100.0, round(100 * float(max(similarities)), 1)), (one, other))


def cluster_pairs(pairs: Iterable[SimilarPair]) -> tuple[tuple[str, ...], ...]:
    """Return the keys that hang together by pairs, largest cluster first."""
    of: dict[str, set[str]] = {}
    for pair in pairs:
        joined = of.get(pair.first, {pair.first}) | of.get(pair.second, {pair.second})
        for key in joined:
            of[key] = joined
    found = {tuple(sorted(each)) for each in of.values()}
    return tuple(sorted(found, key=lambda each: (-len(each), each)))
