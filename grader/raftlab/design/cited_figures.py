"""Figures as people write them, compared with what was measured: "1285.1 ms", "1,285 ms", "0,5 ms", "1.3 s"."""

from __future__ import annotations

import re
from collections.abc import Iterator

FIGURE_NUMBER = r"[0-9]{1,3}(?:[ '’.,][0-9]{3}){1,3}(?:[.,][0-9]{1,3})?|[0-9]{1,9}(?:[.,][0-9]{1,4})?"
"""A number, with or without signs between its thousands; its decimal sign is a point or a comma."""
MEASURED_UNITS = ("ms", "per second")
"""Units of figures that depend on draws; all others are counts."""
TOLERANCE = 0.05
"""By which part of it a cited time or rate may differ from the measured one."""
TIME_SCALES = {
    "s": 1000.0,
    "sec": 1000.0,
    "second": 1000.0,
    "seconds": 1000.0,
    "us": 0.001,
    "µs": 0.001,
    "μs": 0.001,
    "microseconds": 0.001,
}
"""How many ms a unit of time has, if it is not the ms."""


def agrees_with_figure(text: str, figure: float, unit: str, cited_unit: str = "") -> bool:
    """Return whether a written number is the figure: a count exactly, a time or a rate within TOLERANCE.

    cited_unit: what stands behind the number; only another unit of time than the figure's ms makes a difference.
    """
    scale = TIME_SCALES.get(cited_unit.strip(), 1.0) if unit == "ms" else 1.0
    for number, decimals in number_readings(text):
        rounding = 0.5 * 0.1**decimals * scale
        bound = max(rounding, TOLERANCE * figure) if unit in MEASURED_UNITS else rounding
        if abs(number * scale - figure) <= bound + 1e-9:
            return True
    return False


def number_readings(text: str) -> Iterator[tuple[float, int]]:
    """Yield what a written number may mean, with the number of its decimals: 1,285 is 1285 or 1.285."""
    digits = re.sub(r"[ '’]", "", text)
    signs = re.findall(r"[.,]", digits)
    if not signs:
        yield float(digits), 0
        return
    whole, _, decimals = digits.rpartition(signs[-1])
    if len(signs) == 1 or signs[-1] not in signs[:-1]:
        yield float(f"{re.sub('[.,]', '', whole)}.{decimals}"), len(decimals)
    if len(decimals) == 3 and len(set(signs)) == 1 and signs != ["."]:
        yield float(re.sub(r"[.,]", "", digits)), 0
