"""A file that anyone may have written or changed is read, or refused in one line that names it and the repair."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from reader_fuzzer import READERS, ReaderFuzzer, fuzz, open_fuzzer

CASES = {"run": 25, "scenario": 15, "result": 300, "archive": 300}
"""The damaged files that every test run reads: always the same."""
NIGHT_SECONDS = 600


@pytest.fixture(scope="module")
def fuzzer() -> Iterator[ReaderFuzzer]:
    """Return the fuzzer."""
    with open_fuzzer() as opened:
        yield opened


def assert_clean(fuzzer: ReaderFuzzer, kind: str, cases: range, seconds: float) -> None:
    """Require that some damaged files are read, and that none is mistaken for a fault of the kit."""
    before = fuzzer.accepted_count
    count, found = fuzz(fuzzer, kind, cases, seconds)
    assert not found, "\n".join(map(str, found))
    assert before < fuzzer.accepted_count < before + count, "all files were read, or none was"


@pytest.mark.parametrize("kind", READERS)
def test_no_damaged_file_is_a_fault_of_the_kit(fuzzer: ReaderFuzzer, kind: str) -> None:
    """Damaged runs, scenarios, results and exports of a class raise nothing but a message on the file."""
    assert_clean(fuzzer, kind, range(CASES[kind]), 200)


@pytest.mark.night
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("kind", READERS)
def test_ten_minutes_of_damaged_files(fuzzer: ReaderFuzzer, kind: str) -> None:
    """Nor do those of ten minutes."""
    assert_clean(fuzzer, kind, range(CASES[kind], 10**9), NIGHT_SECONDS)


def test_a_case_is_always_the_same_file(fuzzer: ReaderFuzzer) -> None:
    """A finding is found again by its number."""
    for kind in READERS:
        assert fuzzer.damaged(kind, 3) == fuzzer.damaged(kind, 3)
        assert len({fuzzer.damaged(kind, case) for case in range(10)}) > 5


def test_the_script_reads_archives_by_itself() -> None:
    """The script that the documentation names runs outside of pytest too."""
    script = Path(__file__).with_name("reader_fuzzer.py")
    done = subprocess.run([sys.executable, script, "archive", "--seconds", "0.5"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("archive: ")
