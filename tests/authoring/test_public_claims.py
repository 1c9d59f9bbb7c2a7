"""The measured claims: a command repeats each, or it says what it needs; `dev claims` compares the figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from raftlab.authoring.claim_measurement import ClaimResult, measure_claims
from raftlab.authoring.public_claims import (
    MEASURED_CLAIMS,
    ClaimRecord,
    PublicClaim,
    claims_with_text,
    read_claims,
    write_claims,
)
from raftlab.cli.support import claims_command
from raftlab.errors import UsageError
from raftlab.kit import Kit

ROOT = Path(__file__).parent.parent.parent
CLAIM = PublicClaim(
    what="a search",
    figure="{states} states, {cpu_s} s",
    date="2026-01-01",
    command="echo '1,200 states, 0.5 s of CPU'",
    values={"states": 1200, "cpu_s": 0.4},
    reads={"states": r"([\d,]+) states", "cpu_s": r"([\d.]+) s of CPU"},
    exact=("states",),
)
KEPT = PublicClaim("another program", "12 s", "2026-01-01", "false", needs="that program")


def changed(**changes: object) -> PublicClaim:
    """Return the claim with some fields changed."""
    return msgspec.structs.replace(CLAIM, **changes)


def measure(claim: PublicClaim, factor: float = 2, longest_s: float = 30) -> ClaimResult:
    """Return the result of one claim."""
    return next(measure_claims(ROOT, [claim], factor, longest_s, lambda what: None))


def claims_of_kit(folder: Path, *claims: PublicClaim) -> Path:
    """Write a list of claims into a kit's folder, and return the folder."""
    (folder / "docs" / "design").mkdir(parents=True)
    (folder / "reference").mkdir()
    write_claims(folder, ClaimRecord("a machine", "a note", list(claims)))
    return folder


def test_claims_of_the_documentation_are_repeatable_or_say_what_they_need() -> None:
    """Every claim has patterns for all its values, or a reason; none says both."""
    record = read_claims(ROOT)
    assert any(claim.is_repeatable for claim in record.claims)
    for claim in record.claims:
        assert "{" not in claim.figure_text, claim.what


def test_figure_within_the_factor_is_ok_and_one_beyond_it_differs() -> None:
    """Times may differ by the factor, either way; counts not at all."""
    assert measure(CLAIM).status == "ok"
    assert measure(changed(values={"states": 1200, "cpu_s": 0.2})).differing == ("cpu_s",)
    assert measure(changed(values={"states": 1200, "cpu_s": 1.2})).differing == ("cpu_s",)
    assert measure(changed(values={"states": 1200, "cpu_s": 1.2}), factor=3).status == "ok"
    assert measure(changed(values={"states": 1201, "cpu_s": 0.4}), factor=3).differing == ("states",)
    assert measure(changed(values={"states": 1200, "cpu_s": 0})).differing == ("cpu_s",)


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("echo no figure", "has no states"),
        ("echo lost; exit 3", "exit code 3 of 'echo lost; exit 3': lost"),
        ("no-such-command-at-all", "exit code 127"),
        ("echo '1,2x0 states'", "has no cpu_s"),
    ],
)
def test_command_without_a_figure_is_a_failure(command: str, problem: str) -> None:
    """A command that fails, or prints no such figure, proves nothing, and the result says why."""
    result = measure(changed(command=command))
    assert (result.status, result.values) == ("failed", {})
    assert problem in result.problem


def test_command_finds_the_kit_and_leaves_nothing_in_it(tmp_path: Path) -> None:
    """A command runs in a folder of its own, in which the parts of the kit are."""
    kit = claims_of_kit(tmp_path / "kit", CLAIM)
    claim = changed(command="ls docs/design; echo '1,200 states, 0.5 s of CPU' > out; cat out")
    before = sorted(kit.rglob("*"))
    assert next(measure_claims(kit, [claim], 2, 30, lambda what: None)).status == "ok"
    assert sorted(kit.rglob("*")) == before


def test_time_of_all_processes_is_counted() -> None:
    """The CPU time of a command holds that of what it starts."""
    command = """python -c 'import time\nwhile time.process_time() < 0.3: pass' & wait; echo 1,200 states"""
    claim = changed(command=command, reads={**CLAIM.reads, "cpu_s": "@cpu_s"})
    assert float(measure(claim, factor=100).values["cpu_s"]) >= 0.3


def test_command_that_does_not_end_is_killed() -> None:
    """A command that takes far longer than was allowed is killed with its processes, and is a failure."""
    result = measure(changed(command="sleep 600 & sleep 600"), longest_s=0.2)
    assert result.status == "failed"
    assert "did not end" in result.problem


def test_claims_with_one_command_share_its_run(tmp_path: Path) -> None:
    """The command that several claims name runs once."""
    claim = changed(command=f"echo x >> {tmp_path}/runs; echo '1,200 states, 0.5 s of CPU'")
    assert [each.status for each in measure_claims(ROOT, [claim, claim], 2, 30, lambda what: None)] == ["ok", "ok"]
    assert (tmp_path / "runs").read_text() == "x\n"


def test_long_and_foreign_claims_are_left_out() -> None:
    """What took too long, or needs another program, is not run, and is named with the reason."""
    assert measure(changed(duration_s=31)).status == "long"
    assert (measure(KEPT).status, measure(KEPT).problem) == ("kept", "that program")


@pytest.mark.parametrize(
    "broken",
    [
        {"needs": "a program"},
        {"reads": {}},
        {"values": {"states": 1}},
        {"exact": ("moves",)},
        {"reads": {"states": "states", "cpu_s": "([0-9]+)"}},
        {"reads": {"states": "(", "cpu_s": "([0-9]+)"}},
    ],
)
def test_wrong_claim_is_refused(broken: dict[str, object], tmp_path: Path) -> None:
    """A claim that could not be repeated is named as wrong before anything runs."""
    kit = claims_of_kit(tmp_path, changed(**broken))
    with pytest.raises(UsageError, match="'a search'"):
        read_claims(kit)


def test_claims_are_chosen_by_their_text_and_command() -> None:
    """A part of the text or of the command selects; a text that no claim has is wrong usage."""
    assert claims_with_text([CLAIM, KEPT], "SEARCH") == [CLAIM]
    assert claims_with_text([CLAIM, KEPT], "echo") == [CLAIM]
    with pytest.raises(UsageError, match="no claim"):
        claims_with_text([CLAIM], "figure 9")


def run_claims(kit: Path, monkeypatch: pytest.MonkeyPatch, **options: object) -> int:
    """Run the command on a kit."""
    monkeypatch.setattr(claims_command, "find_staff_kit", lambda: Kit(kit))
    monkeypatch.setattr(claims_command, "end_on_sigterm", lambda: None)
    given = {"only": "", "factor": 2.0, "longest": 30, "writes": False, "json_output": None, **options}
    call: Callable[..., int] = claims_command.claims
    return call(**given)


def test_command_compares_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A figure that differs is 1; --write records it with its date, and leaves a claim that was not measured alone."""
    kit = claims_of_kit(tmp_path, changed(values={"states": 7, "cpu_s": 0.4}), KEPT)
    assert run_claims(kit, monkeypatch) == 1
    printed = capsys.readouterr().out
    assert "differs  a search" in printed and "measured  1,200 states, 0.5 s" in printed
    assert read_claims(kit).claims[0].values["states"] == 7
    assert run_claims(kit, monkeypatch, writes=True, json_output="-") == 0
    told = msgspec.json.decode(capsys.readouterr().out)
    assert [(each["status"], each["recorded"].get("states")) for each in told] == [("differs", 7), ("kept", None)]
    first, second = read_claims(kit).claims
    assert first.values == {"states": 1200, "cpu_s": 0.5} and first.date > CLAIM.date
    assert second == KEPT
    assert run_claims(kit, monkeypatch) == 0


def test_missing_and_broken_lists_are_wrong_usage(tmp_path: Path) -> None:
    """A list of claims that is not there, or is none, is told with its place."""
    with pytest.raises(UsageError, match=r"measured\.json"):
        read_claims(tmp_path)
    kit = claims_of_kit(tmp_path, CLAIM)
    for text in (b"", b"[]", b'{"machine": "", "note": "", "claims": [{}]}', b"\xff"):
        (kit / MEASURED_CLAIMS).write_bytes(text)
        with pytest.raises(UsageError, match="no list of claims"):
            read_claims(kit)
