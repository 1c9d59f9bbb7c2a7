"""Repeat public claims: run each one's command in a folder of its own, and read the figures from what it prints."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from raftlab.authoring.public_claims import CPU_S, PublicClaim, Value, differing_values, rounded_value

POLL_S = 0.05
OUTPUT_TAIL_LINES = 5
KIT_PARTS = ("labs", "skeletons", "reference", "grader", "tests", "docs", "pyproject.toml")
"""What a command finds in its folder, as links: it may name any file of the kit, and leaves its own behind."""
TIME_LIMIT_FACTOR = 4
"""A command may take so many times as long as the longest that is begun: the machine may be busier than it was."""


@dataclass(frozen=True)
class CommandRun:
    """A command that ended: its exit code, all output, CPU seconds and duration. problem: why it has no result."""

    output: str
    cpu_s: float
    duration_s: float
    problem: str = ""


@dataclass(frozen=True)
class ClaimResult:
    """What became of one claim.

    status: `ok`; `differs`, by more than the factor; `failed`, with the problem; `kept`, it needs more than its
    command; `long`, its command takes longer than was allowed. The last two were not measured.
    """

    claim: PublicClaim
    status: str
    values: dict[str, Value] = field(default_factory=dict)
    differing: tuple[str, ...] = ()
    problem: str = ""
    duration_s: int = 0


def measure_claims(
    root: Path, claims: Iterable[PublicClaim], factor: float, longest_s: float, report_progress: Callable[[str], None]
) -> Iterator[ClaimResult]:
    """Yield the result of each claim, in order; claims with the same command share one run of it."""
    runs: dict[str, CommandRun] = {}
    for claim in claims:
        report_progress(claim.what)
        if not claim.is_repeatable:
            yield ClaimResult(claim, "kept", problem=claim.needs)
        elif claim.duration_s > longest_s:
            yield ClaimResult(claim, "long", problem=f"took {claim.duration_s} s when it was measured")
        else:
            if claim.command not in runs:
                runs[claim.command] = run_claim_command(root, claim.command, longest_s * TIME_LIMIT_FACTOR)
            yield result_of_run(claim, runs[claim.command], factor)


def result_of_run(claim: PublicClaim, run: CommandRun, factor: float) -> ClaimResult:
    """Return the result of a claim from what its command printed."""
    if run.problem:
        return ClaimResult(claim, "failed", problem=run.problem)
    values: dict[str, Value] = {}
    for name, pattern in claim.reads.items():
        number = run.cpu_s if pattern == CPU_S else find_number(pattern, run.output)
        if number is None:
            return ClaimResult(claim, "failed", problem=f"its output has no {name}: nothing fits {pattern}")
        values[name] = number if name in claim.exact else rounded_value(number)
    differing = tuple(differing_values(claim, values, factor))
    status = "differs" if differing else "ok"
    return ClaimResult(claim, status, values, differing, duration_s=max(1, round(run.duration_s)))


def find_number(pattern: str, output: str) -> Value | None:
    """Return the number that the pattern finds first; None if it finds none."""
    found = re.search(pattern, output, re.M)
    try:
        text = found[1].replace(",", "") if found else ""
        return float(text) if "." in text else int(text)
    except ValueError:
        return None


def run_claim_command(root: Path, command: str, limit_s: float) -> CommandRun:
    """Run a claim's command in a new folder that links the kit's; after `limit_s` it and its processes are killed."""
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}:{os.environ.get('PATH', '')}", "NO_COLOR": "1", "COLUMNS": "160"}
    with tempfile.TemporaryDirectory(prefix="raftlab-claim-") as folder, tempfile.TemporaryFile() as output:
        for part in KIT_PARTS:
            if (root / part).exists():
                Path(folder, part).symlink_to(root / part)
        started_s = time.monotonic()
        process = subprocess.Popen(
            ["bash", "-c", f"set -e; {command}"],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, process_group=0,
        )  # fmt: skip
        cpu_s, is_late = wait_for_process(process, started_s + limit_s)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    duration_s = time.monotonic() - started_s
    if is_late:
        return CommandRun(text, cpu_s, duration_s, f"did not end within {limit_s:.0f} s")
    if process.returncode not in (0, 1):  # 1: the command's own finding, as a run that breaks a property
        tail = " / ".join(text.strip().splitlines()[-OUTPUT_TAIL_LINES:])
        return CommandRun(text, cpu_s, duration_s, f"exit code {process.returncode} of {shlex.quote(command)}: {tail}")
    return CommandRun(text, cpu_s, duration_s)


def wait_for_process(process: subprocess.Popen[bytes], deadline_s: float) -> tuple[float, bool]:
    """Wait for a process; kill its group at the deadline, or when interrupted. Return (CPU seconds, was it killed)."""
    is_late = False
    try:
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                return usage.ru_utime + usage.ru_stime, is_late
            if not is_late and time.monotonic() > deadline_s:
                is_late = True
                kill_group(process.pid)
            time.sleep(POLL_S)
    except BaseException:
        kill_group(process.pid)
        raise


def kill_group(group: int) -> None:
    """Kill the processes of a group, if there are any left."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
