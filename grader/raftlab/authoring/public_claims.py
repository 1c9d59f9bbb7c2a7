"""The public claims of docs/design/measured.json: their figures, and how a new measurement compares with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Formatter

import msgspec

from raftlab.errors import UsageError
from raftlab.state_dir import write_atomically

MEASURED_CLAIMS = Path("docs") / "design" / "measured.json"
CPU_S = "@cpu_s"
"""As the pattern of a value: the CPU seconds of the command and of all processes that it waited for."""
SIGNIFICANT_DIGITS = 2
Value = int | float


class PublicClaim(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One claim. Either its command repeats it, or `needs` says what else that takes.

    figure: the text, with {name} for each value. reads: name -> the pattern that finds the value in the command's
    output, as its first group, or CPU_S. exact: the names of counts, which must be the same. values: what was measured
    on `date`. duration_s: how long the command took then.
    """

    what: str
    figure: str
    date: str
    command: str
    values: dict[str, Value] = {}
    reads: dict[str, str] = {}
    exact: tuple[str, ...] = ()
    duration_s: int = 0
    needs: str = ""

    @property
    def figure_text(self) -> str:
        """Return the figure with the recorded values."""
        return figure_with_values(self.figure, self.values)

    @property
    def is_repeatable(self) -> bool:
        """Return whether the command alone repeats the claim."""
        return bool(self.reads)


class ClaimRecord(msgspec.Struct, forbid_unknown_fields=True):
    """All claims, and what is said of the machine and of other kits."""

    machine: str
    note: str
    claims: list[PublicClaim]


def read_claims(root: Path) -> ClaimRecord:
    """Return the claims of the kit at `root`. UsageError if the file is missing or wrong."""
    file = root / MEASURED_CLAIMS
    try:
        record = msgspec.json.decode(file.read_bytes(), type=ClaimRecord)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is no list of claims: {error}") from None
    for claim in record.claims:
        if problem := claim_problem(claim):
            raise UsageError(f"{file}: {claim.what!r}: {problem}")
    return record


def claim_problem(claim: PublicClaim) -> str:
    """Return what is wrong with a claim, "" if nothing is."""
    named = {name for _, name, _, _ in Formatter().parse(claim.figure) if name is not None}
    if claim.is_repeatable == bool(claim.needs):
        return "a claim has either reads, or needs, which says what else repeats it"
    if not named == set(claim.values) == set(claim.reads):
        return "figure, values and reads name different values"
    if not set(claim.exact) <= named:
        return "exact names a value that the figure lacks"
    for pattern in claim.reads.values():
        try:
            if pattern != CPU_S and re.compile(pattern).groups != 1:
                return f"the pattern {pattern} needs one group, the number"
        except re.error as error:
            return f"the pattern {pattern} is none: {error}"
    return ""


def write_claims(root: Path, record: ClaimRecord) -> None:
    """Write the claims of the kit at `root`."""
    write_atomically(root / MEASURED_CLAIMS, msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")


def figure_with_values(figure: str, values: Mapping[str, Value]) -> str:
    """Return a figure as text.

    >>> figure_with_values("{states} states, {cpu_s} s", {"states": 3589, "cpu_s": 0.6})
    '3,589 states, 0.6 s'
    """
    return figure.format(**{name: f"{value:,}" for name, value in values.items()})


def rounded_value(number: float) -> Value:
    """Return a measured number with as many digits as say something: two.

    >>> rounded_value(199_731), rounded_value(7.83), rounded_value(0.0213)
    (200000, 7.8, 0.021)
    """
    rounded = float(f"{number:.{SIGNIFICANT_DIGITS}g}")
    return int(rounded) if rounded.is_integer() else rounded


def differing_values(claim: PublicClaim, measured: Mapping[str, Value], factor: float) -> list[str]:
    """Return the names of the values that differ: a count at all, another value by more than `factor` times."""
    return [name for name, value in measured.items() if is_different(claim, name, value, factor)]


def is_different(claim: PublicClaim, name: str, value: Value, factor: float) -> bool:
    """Return whether a value differs from the recorded one."""
    recorded = claim.values[name]
    if name in claim.exact:
        return value != recorded
    small, large = sorted((value, recorded))
    return large > factor * small


def claims_with_text(claims: Iterable[PublicClaim], part: str) -> Sequence[PublicClaim]:
    """Return the claims with `part` in what they say or in their command; UsageError if there is none."""
    found = [claim for claim in claims if part.lower() in f"{claim.what} {claim.command}".lower()]
    if not found:
        raise UsageError(f"no claim in {MEASURED_CLAIMS} has {part!r} in its text or its command")
    return found
