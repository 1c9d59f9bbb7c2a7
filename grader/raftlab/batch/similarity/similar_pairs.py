"""Similar pairs of texts, by copydetect's fingerprints, and the clusters that they form.

Names, comments and layout do not count: copydetect compares token types. Code that the reference has, or that many
students have, comes from the task. It is left out before texts are compared.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from raftlab.batch.optional_packages import import_optional

FINGERPRINT_LENGTH = 16
"""The number of characters of tokenised code in one fingerprint: about one short statement."""
FINGERPRINT_WINDOW = 4
GRAM_RANGE = range(FINGERPRINT_LENGTH)
COMMON_SHARE = 0.2
"""Code that this part of the class has is common."""
COMMON_MINIMUM = 6
SHARED_MINIMUM = 4
"""Two texts are compared if they share this many fingerprints."""
OVERLAP_MINIMUM = 60
"""Two texts are reported if they share this many characters of tokenised code: about four statements."""


@dataclass(frozen=True)
class SimilarPair:
    """Two texts by their keys, in order: their similarity in percent, and the shared characters of each."""

    first: str
    second: str
    percent: float
    spans: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class SimilarityResult:
    """The similar pairs, most similar first, and how many texts have too little code of their own to compare."""

    pairs: tuple[SimilarPair, ...]
    too_short_count: int
    compared_percent: float = 100.0
    """How much of the texts is judged, after the common code is left out."""


def find_similar_pairs(
    texts: Mapping[str, str], common_texts: Iterable[str], minimum_percent: float
) -> SimilarityResult:
    """Return the pairs of `texts` that are similar by `minimum_percent` or more. `common_texts`: of the kit."""
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
    ordered = sorted(kept, key=lambda each: (-each.percent, each.first, each.second))
    whole = sum(len(told.filtered_code) for told in bare.values())
    judged = sum(told.token_coverage for told in bare.values())
    return SimilarityResult(tuple(ordered), too_short, 100 * judged / whole if whole else 0.0)


def fingerprint(copydetect: Any, text: str, ignored_hashes: tuple[int, ...]) -> Any:
    """Return copydetect's fingerprint of a Python text, with hashes that are equal in every process.

    copydetect takes Python's own hash of a text, which PYTHONHASHSEED changes: the fingerprints that winnowing keeps,
    and so the percents, would differ from run to run.
    """
    found = copydetect.CodeFingerprint(
        "a.py", FINGERPRINT_LENGTH, FINGERPRINT_WINDOW, [], language="python", fp=io.StringIO(text)
    )
    ignored = frozenset(ignored_hashes)
    positions: dict[int, list[int]] = defaultdict(list)
    for position, value in winnowed_hashes(found.filtered_code):
        if value not in ignored:
            positions[value].append(position)
    found.hash_idx, found.hashes = dict(positions), set(positions)
    found.token_coverage = len({at + n for places in positions.values() for at in places for n in GRAM_RANGE})
    return found


def winnowed_hashes(code: str) -> Iterator[tuple[int, int]]:
    """Yield the position and hash of each fingerprint: the rightmost least hash of each window, once."""
    grams = (code[at : at + FINGERPRINT_LENGTH] for at in range(len(code) - FINGERPRINT_LENGTH + 1))
    hashes = [gram_hash(gram) for gram in grams]
    last = -1
    for start in range(max(1, len(hashes) - FINGERPRINT_WINDOW + 1) if hashes else 0):
        window = range(start, min(len(hashes), start + FINGERPRINT_WINDOW))
        chosen = min(window, key=lambda at: (hashes[at], -at))
        if chosen != last:
            yield chosen, hashes[chosen]
            last = chosen


def gram_hash(gram: str) -> int:
    """Return a hash that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(gram.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def common_hashes(fingerprints: Mapping[str, Any]) -> set[int]:
    """Return the fingerprints that too many texts have."""
    counted = Counter(each for told in fingerprints.values() for each in set(told.hashes))
    many = max(COMMON_MINIMUM, COMMON_SHARE * len(fingerprints))
    return {each for each, count in counted.items() if count > many}


def candidate_pairs(fingerprints: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the pairs that share enough fingerprints to compare, in order."""
    having: dict[int, list[str]] = defaultdict(list)
    for key in sorted(fingerprints):
        for each in set(fingerprints[key].hashes):
            having[each].append(key)
    shared = Counter(pair for keys in having.values() for pair in combinations(keys, 2))
    return sorted(pair for pair, count in shared.items() if count >= SHARED_MINIMUM)


def compare_pair(copydetect: Any, fingerprints: Mapping[str, Any], pair: tuple[str, str]) -> SimilarPair | None:
    """Return the similarity of two texts, None if they share too little."""
    overlap, similarities, slices = copydetect.compare_files(*(fingerprints[key] for key in pair))
    if overlap < OVERLAP_MINIMUM:
        return None
    one, other = (tuple((int(a), int(b)) for a, b in zip(*each, strict=True)) for each in slices)
    return SimilarPair(*pair, min(100.0, round(100 * float(max(similarities)), 1)), (one, other))


def merge_pairs(pairs: Iterable[SimilarPair], others: Iterable[SimilarPair]) -> tuple[SimilarPair, ...]:
    """Return `pairs`, and those of `others` that connect other texts, most similar first."""
    found = {(pair.first, pair.second): pair for pair in (*others, *pairs)}
    return tuple(sorted(found.values(), key=lambda each: (-each.percent, each.first, each.second)))


def cluster_pairs(pairs: Iterable[SimilarPair]) -> tuple[tuple[str, ...], ...]:
    """Return the keys that pairs connect, largest cluster first."""
    of: dict[str, set[str]] = {}
    for pair in pairs:
        joined = of.get(pair.first, {pair.first}) | of.get(pair.second, {pair.second})
        for key in joined:
            of[key] = joined
    found = {tuple(sorted(each)) for each in of.values()}
    return tuple(sorted(found, key=lambda each: (-len(each), each)))
