"""A file of faults says what a storm does; a mistake in it is one line with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from raftlab.cluster.storm_fault_file import read_fault_file
from raftlab.cluster.storm_schedule import PlannedFault
from raftlab.errors import UsageError

NAMES = ("S1", "S2", "S3")


def test_lines_become_faults_in_the_order_of_their_times(tmp_path: Path) -> None:
    """Comments and empty lines are nothing; a server has its place, `leader` is found when it is time."""
    file = tmp_path / "faults.txt"
    file.write_text("# a storm\n\n3 jump S3 by -500\n1.5 kill leader for 2  # hard\n4 remove S2\n")
    assert read_fault_file(file, NAMES) == (
        PlannedFault(1.5, "kill", 2.0, 0.0, True, ()),
        PlannedFault(3.0, "jump", 0.0, -500.0, False, (2,)),
        PlannedFault(4.0, "remove", 0.0, 0.0, False, (1,)),
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("kill S1 for 1", "write TIME FAULT SERVER"),
        ("1 explode S1", "no fault 'explode'; there are kill, pause"),
        ("1 kill S4 for 1", "no server 'S4'; there are S1, S2, S3, leader"),
        ("1 kill S1", "write TIME kill SERVER for SECONDS"),
        ("1 delay S1 for 1", "write TIME delay SERVER for SECONDS by SIZE"),
        ("1 remove S1 for 1", "write TIME remove SERVER"),
        ("1 clock S1 for 1 by 900", "a size is from 0.1 to 10"),
        ("1 kill S1 for -1", "times are at least 0 s"),
        ("1 kill S1 for 1 by 2 by 3", "write TIME FAULT SERVER"),
        ("9" * 400 + " kill S1 for 1", "at most 3,600 s"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    """Each wrong line is an error with the file, the number of the line, and what is right."""
    file = tmp_path / "faults.txt"
    file.write_text(f"\n{line}\n")
    with pytest.raises(UsageError) as caught:
        read_fault_file(file, NAMES)
    assert str(caught.value).startswith(f"{file} line 2: ")
    assert message in str(caught.value)


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    """A missing file, and bytes that are no UTF-8, are one line each."""
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name in ("missing", "bytes"):
        with pytest.raises(UsageError, match="cannot be read"):
            read_fault_file(tmp_path / name, NAMES)
