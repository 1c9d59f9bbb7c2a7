"""`raftlab linearizable`: check a client history from a file, anyone's, for linearizability."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from raftlab.cli.support.console import say_wrapped
from raftlab.cli.support.output_files import write_page
from raftlab.errors import UsageError
from raftlab.kit import find_kit
from raftlab.linearizability.client_history import ClientHistory
from raftlab.linearizability.history_check import STATE_BUDGET, HistoryVerdict, check_history
from raftlab.linearizability.history_file import MAX_BYTES, operation_json, read_history
from raftlab.linearizability.illegal_part import find_illegal_part
from raftlab.linearizability.operation_text import interval_lines, value_text
from raftlab.linearizability.order_search import Verdict
from raftlab.nofollow_files import read_regular_file

EXIT_CODES = {Verdict.OK: 0, Verdict.ILLEGAL: 1, Verdict.UNKNOWN: 2}
MAX_WIDTH = 110
"""Columns of a drawing on a wide terminal."""


def linearizable(
    file: Annotated[
        Path, typer.Argument(metavar="HISTORY", help="A history as JSON or as Jepsen's EDN, or a trace of raftlab.")
    ],
    states: Annotated[
        int, typer.Option("--states", metavar="N", min=1, help="States that the search may visit, for all keys.")
    ] = STATE_BUDGET,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="PAGE", help="Write the page; .svg: only the picture."),
    ] = None,
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help="Write the verdict as JSON; - to stdout.")
    ] = None,
) -> None:
    """Check a client history for linearizability.

    The history is a JSON file of operations, a history.edn of Jepsen, or a trace of `raftlab grade`. Registers whose
    values are distinct take no search. Other keys are searched together within one budget of states.

    \b
    The JSON (leave out end where no answer came; result null: the key is absent):
      {"operations": [
        {"client": "c1", "operation": "put", "key": "x", "start": 0, "end": 4, "value": "1"},
        {"client": "c2", "operation": "get", "key": "x", "start": 5, "end": 7, "result": "1"}]}
    Operations: get, put, append, delete, cas (expected, value; swapped true or false).

    \b
    Exit codes: 0 linearizable, 1 not linearizable, 2 not decided within --states, or not readable.

    \b
    Examples:
      raftlab linearizable history.json -o history.html
      raftlab linearizable store/latest/history.edn
    """
    history = load_history(file)
    if not history.operations:
        raise UsageError(f"{file}: no operation, so nothing to check; name a file with the clients' operations")
    verdict = check_history(history, states)
    if json_path != "-":
        print_verdict(file, history, verdict)
    if json_path is not None:
        write_json(json_path, history, verdict)
    if output is not None:
        write_picture(output, file, history, verdict, is_quiet=json_path == "-")
    raise typer.Exit(EXIT_CODES[verdict.verdict])


def load_history(file: Path) -> ClientHistory:
    """Return the history in a file, which may be a trace. UsageError for a file that is neither."""
    try:
        text = read_regular_file(file, MAX_BYTES)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; name the file of a history") from None
    if is_trace(text):
        from raftlab.cli.support.run_loader import read_trace
        from raftlab.simulator.linearizability import history_of_run

        return history_of_run(read_trace(find_kit(), file).events)
    return read_history(text, str(file))


class TraceOnlyFields(msgspec.Struct):
    """What a trace has and a history has not."""

    events: msgspec.Raw
    kit: msgspec.Raw


def is_trace(text: bytes) -> bool:
    """Return whether a text is a trace of raftlab."""
    try:
        msgspec.json.decode(text, type=TraceOnlyFields)
    except msgspec.DecodeError:
        return False
    return True


def print_verdict(file: Path, history: ClientHistory, verdict: HistoryVerdict) -> None:
    """Write the verdict, and what proves that a history is not linearizable, drawn as intervals."""
    from raftlab.pages.history_intervals import illegal_answer_text, summary_text, verdict_text

    say_wrapped(f"{file}: {summary_text(history)}")
    answer = verdict.illegal
    if answer is None:
        say_wrapped(verdict_text(verdict))
        if verdict.undecided:
            say_wrapped(f"Allow more with --states; it was {verdict.states:,}.")
        return
    operations = find_illegal_part(history, answer)
    say_wrapped(
        f"Not linearizable{f': key {value_text(answer.key)}' if answer.key else ''}. {illegal_answer_text(answer)}"
    )
    say_wrapped(f"{len(operations)} of the operations have no order among themselves:")
    width = min(MAX_WIDTH, shutil.get_terminal_size((80, 24)).columns)
    for line in interval_lines(operations, width):
        say_wrapped(line)


def write_json(path: str, history: ClientHistory, verdict: HistoryVerdict) -> None:
    """Write the verdict as JSON to a file or, for "-", to standard output."""
    answer = verdict.illegal
    data: dict[str, Any] = {
        "verdict": verdict.verdict.value,
        "operations": len(history.operations),
        "states": verdict.states,
        "undecided_keys": list(verdict.undecided),
        "illegal": answer
        and {
            "key": answer.key,
            "answers_before": answer.legal_count,
            "first_answer": operation_json(answer.operation),
            "operations": [operation_json(each) for each in find_illegal_part(history, answer)],
        },
    }
    text = msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"
    if path == "-":
        sys.stdout.write(text)
    else:
        write_page(Path(path), text)


def write_picture(
    output: Path, file: Path, history: ClientHistory, verdict: HistoryVerdict, is_quiet: bool = False
) -> None:
    """Write the page, or only the picture if the file's name ends in .svg."""
    from raftlab.pages.history_intervals import history_page, intervals_svg

    if output.suffix.lower() != ".svg":
        write_page(output, history_page(f"The history {file.name}", history, verdict), is_quiet)
    elif verdict.illegal is None:
        raise UsageError(f"{output}: there is no picture: {file} is not shown to be illegal; write the page instead")
    else:
        write_page(output, intervals_svg(history, verdict.illegal).decode(), is_quiet)
