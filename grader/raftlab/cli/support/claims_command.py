"""`raftlab dev claims`: repeat the measured claims of the documentation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from raftlab.cli.support.cluster_options import end_on_sigterm
from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.staff_kit import find_staff_kit

if TYPE_CHECKING:
    from raftlab.authoring.claim_measurement import ClaimResult
    from raftlab.authoring.public_claims import ClaimRecord

DEFAULT_FACTOR = 2.0
DEFAULT_LONGEST_S = 300


def claims(
    only: Annotated[
        str, typer.Option("--only", metavar="TEXT", help="Only the claims with TEXT in what they say or their command.")
    ] = "",
    factor: Annotated[
        float, typer.Option("--factor", metavar="X", min=1, help="How many times larger or smaller is the same.")
    ] = DEFAULT_FACTOR,
    longest: Annotated[
        int, typer.Option("--longest", metavar="S", min=1, help="Leave out claims that took longer when measured.")
    ] = DEFAULT_LONGEST_S,
    writes: Annotated[bool, typer.Option("--write", help="Write the new figures and today's date.")] = False,
    json_output: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help="Write the results as JSON; - to stdout.")
    ] = None,
) -> int:
    """Repeat the measured claims of docs/design/measured.json.

    It runs the command of each claim, one after the other, and prints the figure beside the recorded one. Counts must
    be the same; other figures differ if they are more than --factor times larger or smaller. A claim that needs another
    program or another machine is kept as it is: `needs` says what.

    Exit codes: 0 nothing differs (with --write: every new figure is written), 1 a figure differs or a command failed,
    2 wrong usage or no list of claims.

    \b
    Example: raftlab dev claims --only explore
             raftlab dev claims --write
             raftlab dev claims --longest 1200 --json claims.json
    """
    from raftlab.authoring.claim_measurement import measure_claims
    from raftlab.authoring.public_claims import claims_with_text, read_claims, write_claims
    from raftlab.cli.support.output_files import write_output

    end_on_sigterm()
    kit = find_staff_kit()
    record = read_claims(kit.root)
    chosen = claims_with_text(record.claims, only)
    results: list[ClaimResult] = []
    with progress_bar("measuring") as move:
        for result in measure_claims(
            kit.root, chosen, factor, longest, lambda what: move(len(results), len(chosen), what)
        ):
            results.append(result)
            if json_output != "-":
                print_claim_result(result)
            if writes and result.values:
                record_result(record, result)
                write_claims(kit.root, record)
    if json_output is not None:
        data = msgspec.json.format(msgspec.json.encode([claim_json(each) for each in results]), indent=1) + b"\n"
        if json_output == "-":
            say(data.decode().rstrip())
        else:
            write_output(Path(json_output), data, "claims")
    bad = ("failed",) if writes else ("failed", "differs")
    return 1 if any(result.status in bad for result in results) else 0


def print_claim_result(result: ClaimResult) -> None:
    """Print one claim: the status, the recorded figure, and the new one or why there is none."""
    from raftlab.authoring.public_claims import figure_with_values

    claim = result.claim
    say(f"{result.status:<8} {claim.what}")
    say(f"         recorded  {claim.figure_text}  ({claim.date})")
    if result.values:
        say(f"         measured  {figure_with_values(claim.figure, result.values)}")
    if result.differing:
        say(f"         differs   {', '.join(result.differing)}")
    if result.problem:
        say(f"         {'needs' if result.status == 'kept' else 'because':<9} {result.problem}")


def record_result(record: ClaimRecord, result: ClaimResult) -> None:
    """Put the new values, with today's date, in the place of the recorded ones."""
    place = next(place for place, claim in enumerate(record.claims) if claim is result.claim)
    record.claims[place] = msgspec.structs.replace(
        result.claim,
        values=result.values,
        date=datetime.now(UTC).date().isoformat(),
        duration_s=result.duration_s,
    )


def claim_json(result: ClaimResult) -> dict[str, Any]:
    """Return what --json writes of one claim."""
    return {
        "what": result.claim.what,
        "command": result.claim.command,
        "status": result.status,
        "recorded": result.claim.values,
        "date": result.claim.date,
        "measured": result.values,
        "differing": result.differing,
        "problem": result.problem,
    }
