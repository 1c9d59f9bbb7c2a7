"""`raftlab client`: a client with a session, which repeats a call safely until it is answered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.cluster_options import DataOption, require_packages
from raftlab.cli.support.console import say, warn
from raftlab.errors import UsageError

FORMS = {"get": 1, "put": 2, "append": 2, "delete": 1, "cas": 3}
FORMS_TEXT = "get KEY, put KEY VALUE, append KEY VALUE, delete KEY, cas KEY EXPECTED VALUE"
NOT_ANSWERED = 1


def client(
    call: Annotated[list[str] | None, typer.Argument(metavar="[CALL]", help=f"One of: {FORMS_TEXT}.")] = None,
    data: DataOption = Path(".raftlab/cluster"),
    limit: Annotated[float, typer.Option("--limit", metavar="S", min=0.1, help="Give up after so many seconds.")] = 10,
) -> None:
    """Call the running cluster as a client with a session.

    A call that gets no answer is repeated with the same number, on another server if need be; it takes effect once.
    Without CALL, each line of standard input is one. Unlike redis-cli it never hears "try again".

    \b
    Exit codes: 0 answered, 1 not answered in time: the call may still take effect, or never; 2 wrong usage.

    \b
    Examples:
      raftlab client put balance 100
      raftlab client append log "one more;"
      raftlab client < calls.txt
    """
    require_packages()
    from raftlab.cluster.session_client import SessionClient

    session = SessionClient(data)
    lines = [call] if call else [line.split() for line in sys.stdin if line.strip()]
    is_answered = True
    for words in lines:
        operation, *rest = words
        if FORMS.get(operation) != len(rest):
            raise UsageError(f"{' '.join(words)[:80]}: no call; write {FORMS_TEXT}")
        outcome = session.call(operation, rest, limit)
        if outcome is None:
            warn(f"{' '.join(words)[:80]}: no answer within {limit:g} s; it may still take effect, or never")
            is_answered = False
            break
        say(outcome)
    raise typer.Exit(0 if is_answered else NOT_ANSWERED)
