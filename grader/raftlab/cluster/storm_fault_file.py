"""A file of faults: one a line, with its time, so that a storm can be written down.

    2.0  kill     leader  for 1.5
    3.5  delay    S2      for 2 by 100
    8    wipe     S3      for 1

`for`: how long it lasts, in s. `by`: how large it is. A line may end with a comment, after #.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from raftlab.cluster.storm_schedule import AMOUNTS, LASTS_S, FaultKind, PlannedFault
from raftlab.errors import UsageError

NUMBER = r"-?\d+(?:\.\d+)?"
LINE = re.compile(rf"({NUMBER})\s+(\S+)\s+(\S+)(?:\s+for\s+({NUMBER}))?(?:\s+by\s+({NUMBER}))?")
LIMITS: dict[str, tuple[float, float]] = {
    "delay": (1, 10_000),
    "stall": (1, 10_000),
    "clock": (0.1, 10),
    "jump": (-60_000, 60_000),
}
"""The least and largest size of a fault."""
FILE_LIMIT_BYTES = 1 << 20
TIME_LIMIT_S = 3600
LEADER = "leader"
KINDS: dict[str, FaultKind] = {kind: kind for kind in get_args(FaultKind)}


def read_fault_file(file: Path, names: tuple[str, ...]) -> tuple[PlannedFault, ...]:
    """Return the faults in a file, in the order of their times. UsageError names the file and line of a mistake."""
    try:
        text = file.read_bytes()[:FILE_LIMIT_BYTES].decode("utf-8")
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror}); name a file of faults") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file}: cannot be read (no UTF-8); name a file of faults") from None
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        if words := line.partition("#")[0].strip():
            try:
                faults.append(read_fault(words, names))
            except UsageError as error:
                raise UsageError(f"{file} line {number}: {error}") from None
    return tuple(sorted(faults, key=lambda fault: fault.at_s))


def read_fault(line: str, names: tuple[str, ...]) -> PlannedFault:
    """Return the fault of one line. UsageError says what is wrong.

    >>> read_fault("2 delay S2 for 1.5 by 100", ("S1", "S2"))
    PlannedFault(at_s=2.0, kind='delay', lasts_s=1.5, amount=100.0, is_for_leader=False, places=(1,))
    """
    match = LINE.fullmatch(line)
    if match is None:
        raise UsageError(f"{line[:60]!r}: write TIME FAULT SERVER [for SECONDS] [by SIZE], such as `2 kill S1 for 1`")
    at, kind, server, lasts, amount = match.groups()
    if kind not in KINDS:
        raise UsageError(f"no fault {kind[:20]!r}; there are {', '.join(KINDS)}")
    if server != LEADER and server not in names:
        raise UsageError(f"no server {server[:20]!r}; there are {', '.join((*names, LEADER))}")
    if (amount is None) != (kind not in AMOUNTS) or (lasts is None) != (kind not in LASTS_S):
        form = f"TIME {kind} SERVER{' for SECONDS' * (kind in LASTS_S)}{' by SIZE' * (kind in AMOUNTS)}"
        raise UsageError(f"write {form}")
    low, high = LIMITS.get(kind, (0, 0))
    if not low <= float(amount or 0) <= high:
        raise UsageError(f"a size is from {low:g} to {high:g}")
    if not (0 <= float(at) <= TIME_LIMIT_S and 0 <= float(lasts or 0) <= TIME_LIMIT_S):
        raise UsageError(f"times are at least 0 s and at most {TIME_LIMIT_S:,} s")
    places = () if server == LEADER else (names.index(server),)
    return PlannedFault(float(at), KINDS[kind], float(lasts or 0), float(amount or 0), server == LEADER, places)
