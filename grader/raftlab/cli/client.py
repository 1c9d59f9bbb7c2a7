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
OPERATOR_FORMS = {"members": 0, "learner": 1, "add": 1, "remove": 1, "compact": 0, "transfer": 1}
OPERATOR_TEXT = "members, learner SERVER, add SERVER, remove SERVER, compact, transfer SERVER"
NOT_ANSWERED = 1


def client(
    call: Annotated[list[str] | None, typer.Argument(metavar="[CALL]", help=f"One of: {FORMS_TEXT}.")] = None,
    data: DataOption = Path(".raftlab/cluster"),
    limit: Annotated[float, typer.Option("--limit", metavar="S", min=0.1, help="Give up after so many seconds.")] = 10,
) -> None:
    """Call the running cluster as a client with a session.

    A call that gets no answer is repeated with the same number, on another server if need be; it takes effect once.
    Without CALL, each line of standard input is one. Unlike redis-cli it never hears "try again".

    An operator's calls: `members` prints who votes and who learns. `add S4` makes a spare server a learner and, once it
    has the log, a voter; `learner S4` stops before that; `remove S1` takes a server out. `compact` lets each server
    take a snapshot, `transfer S2` hands the leadership over. They need layers that know how.

    \b
    Exit codes: 0 answered, 1 not answered in time: the call may still take effect, or never; 2 wrong usage.

    \b
    Examples:
      raftlab client put balance 100
      raftlab client append log "one more;"
      raftlab client add S4
      raftlab client < calls.txt
    """
    require_packages()
    from raftlab.cluster.session_client import SessionClient

    if call and call[0] in OPERATOR_FORMS:
        run_operator_call(data, call, limit)
        return
    session = SessionClient(data)
    lines = [call] if call else [line.split() for line in sys.stdin if line.strip()]
    is_answered = True
    for words in lines:
        operation, *rest = words
        if FORMS.get(operation) != len(rest):
            raise UsageError(f"{' '.join(words)[:80]}: no call; write {FORMS_TEXT}; or {OPERATOR_TEXT}")
        outcome = session.call(operation, rest, limit)
        if outcome is None:
            warn(f"{' '.join(words)[:80]}: no answer within {limit:g} s; it may still take effect, or never")
            is_answered = False
            break
        say(outcome)
    raise typer.Exit(0 if is_answered else NOT_ANSWERED)


def run_operator_call(folder: Path, call: list[str], limit_s: float) -> None:
    """Carry out an operator's call, and print what is true after it."""
    from raftlab.cluster.cluster_plan import read_plan
    from raftlab.cluster.operator_client import Operator

    plan = read_plan(folder)
    operation, *servers = call
    if OPERATOR_FORMS[operation] != len(servers) or set(servers) - set(plan.names):
        raise UsageError(f"{' '.join(call)[:80]}: write {OPERATOR_TEXT}; the servers are {' '.join(plan.names)}")
    operator = Operator(plan, limit_s, say)
    if operation == "compact":
        for name, index in operator.compact().items():
            say(f"{name}: a snapshot covers the log up to {index}")
        return
    if operation == "transfer":
        say(f"{operator.transfer(servers[0])} leads")
        return
    if operation == "members":
        members = operator.members()
    elif operation == "remove":
        members = operator.remove(servers[0])
    else:
        members = operator.add(servers[0], is_voter=operation == "add")
    learners = f"; learners {' '.join(members.learners)}" if members.learners else ""
    change = "" if members.is_settled else "; a change is under way"
    say(f"voters {' '.join(members.voters)}{learners}{change}")
