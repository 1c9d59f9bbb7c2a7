"""Pairs of texts that share unusual lines to the letter, names and comments included.

A right answer is short, and much of it is code that the kit's solutions or many students have too. What is left can be
too little for fingerprints, which know no names. Names and comments are chosen freely: whoever shares nearly all lines
that nobody else has wrote them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from raftlab.batch.similarity.similar_pairs import SimilarPair

LINE_MINIMUM = 12
"""Shorter lines, such as `return False`, say nothing about who wrote them."""
SHARED_LINES_MINIMUM = 5
"""Two texts are reported if they share this many unusual lines, and this part of those of the text with fewer."""
SHARED_PART = 0.8
OWNERS_MAXIMUM = 3
"""A line that more texts have is not unusual."""


def pairs_sharing_lines(texts: Mapping[str, str], common_texts: Iterable[str]) -> Iterator[SimilarPair]:
    """Yield the pairs of `texts` that share unusual lines. `common_texts`: of the kit, whose lines do not count."""
    common = {line for text in common_texts for _, line in long_lines(text)}
    lines = {key: {line for _, line in long_lines(text)} - common for key, text in texts.items()}
    owners = Counter(line for found in lines.values() for line in found)
    unusual = {key: {line for line in found if owners[line] <= OWNERS_MAXIMUM} for key, found in lines.items()}
    for first, second in combinations(sorted(texts), 2):
        shared = unusual[first] & unusual[second]
        fewer = min(len(unusual[first]), len(unusual[second]))
        if len(shared) >= SHARED_LINES_MINIMUM and len(shared) >= SHARED_PART * fewer:
            spans = tuple(line_spans(texts[key], shared) for key in (first, second))
            yield SimilarPair(first, second, round(100 * len(shared) / fewer, 1), (spans[0], spans[1]))


def long_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line that is long enough, without indentation, and where it starts in `text`."""
    start = 0
    for line in text.splitlines(keepends=True):
        bare = " ".join(line.split())
        if len(bare) >= LINE_MINIMUM:
            yield start, bare
        start += len(line)


def line_spans(text: str, lines: set[str]) -> tuple[tuple[int, int], ...]:
    """Return where `lines` stand in `text`: start and end of each."""
    starts = {start for start, line in long_lines(text) if line in lines}
    return tuple((start, start + len(text[start:].splitlines()[0])) for start in sorted(starts))
