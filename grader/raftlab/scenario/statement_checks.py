"""Check a scenario's lines beyond their form: numbers in range, servers that exist, options of their kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from raftlab.errors import UsageError, quote_start
from raftlab.scenario.parsed_scenario import Scenario, Statement

OPTION_FIELDS: Mapping[str, str] = {
    "entries-per-append": "entriesPerAppend",
    "pre-vote": "preVote",
    "check-quorum": "checkQuorum",
    "sticky-votes": "sticky_votes",
    "election-timeout": "electionTimeout",
    "heartbeat": "heartbeatInterval",
    "reads": "reads",
    "no-op": "no_op",
    "disk": "disk",
    "window-messages": "window_messages",
    "window-bytes": "window_bytes",
    "bytes-per-append": "bytes_per_append",
    "calls-in-order": "calls_in_order",
}
OPTION_FORMS: Mapping[str, str] = {
    "entries-per-append": "N",
    "pre-vote": "on|off",
    "check-quorum": "on|off",
    "sticky-votes": "on|off",
    "election-timeout": "LOW HIGH",
    "heartbeat": "MS",
    "reads": "index|lease",
    "no-op": "on|off",
    "disk": "background",
    "window-messages": "N",
    "window-bytes": "N",
    "bytes-per-append": "N",
    "calls-in-order": "on|off",
}
NUMBER_FIELDS = (
    *("terms", "committed", "term", "sequence", "index", "of"),
    *("entries", "stored", "number", "effects", "ms", "n", "percent"),
)
PERCENT_LIMIT = 10_000
"""The highest rate of a clock."""
DIGIT_LIMIT = 9
"""The most digits of a number: the highest term, index and delay of a server lie just above."""
STATEMENT_LIMIT = 2_000
SERVER_LIMIT = 25
SERVER_FIELDS = (
    *("name", "names", "source", "to", "targets", "voters", "groups", "voted"),
    *("old", "learners"),
)
UNCHECKED_VERBS = ("title", "paper", "panel", "fork", "option")
"""The verbs whose words are no servers."""


def check_field_values(statement: Statement, file: str) -> None:
    """Raise UsageError for a number that is too high, or an option of another kind."""
    numbers = [word for name in NUMBER_FIELDS for word in statement[name].split()]
    is_option = statement.verb == "option"
    if is_option:
        numbers = [word for word in statement["value"].split() if word.isdigit()]
    too_long = [word for word in numbers if len(word) > DIGIT_LIMIT]
    if too_long:
        raise UsageError(
            f"{file} line {statement.line}: {too_long[0][: DIGIT_LIMIT + 3]}… is too high; "
            f"write at most {DIGIT_LIMIT} digits"
        )
    if statement["percent"] and int(statement["percent"]) > PERCENT_LIMIT:
        raise UsageError(
            f"{file} line {statement.line}: no clock runs at {statement['percent']}%; write at most {PERCENT_LIMIT}%"
        )
    if is_option and not is_option_value(statement["value"], OPTION_FORMS[statement["name"]]):
        form = f"option {statement['name']} {OPTION_FORMS[statement['name']]}"
        raise UsageError(
            f"{file} line {statement.line}: `{quote_start(statement.text)}` does not have the form `{form}`"
        )


def is_option_value(value: str, form: str) -> bool:
    """Return whether the value of an option has its form."""
    words = value.split()
    if "|" in form or form.islower():
        return value in form.split("|")
    if not words[0].isdigit() or len(words) != len(form.split()):
        return False
    numbers = [int(word) for word in words]
    return numbers == sorted(numbers) and (form == "N" or numbers[0] > 0)


def check_scenario(scenario: Scenario) -> None:
    """Raise UsageError for a scenario that is too long, or names servers wrongly."""
    statements = (*scenario.setup, *scenario.steps, *(s for fork in scenario.forks for s in fork.statements))
    if len(statements) > STATEMENT_LIMIT:
        raise UsageError(f"{scenario.file}: {len(statements):,} steps; write at most {STATEMENT_LIMIT:,}")
    declarations = [each for each in scenario.setup if each.verb == "servers"]
    if len(declarations) > 1:
        raise UsageError(f"{scenario.file} line {declarations[1].line}: a second `servers` line; keep one of them")
    names = declarations[0].servers("names")
    where = f"{scenario.file} line {declarations[0].line}"
    if len(set(names)) < len(names):
        raise UsageError(f"{where}: a server is named twice; name each once")
    if len(names) > SERVER_LIMIT or max(map(len, names)) > SERVER_LIMIT:
        raise UsageError(f"{where}: use at most {SERVER_LIMIT} servers, with names of at most {SERVER_LIMIT} letters")
    voters = [each for each in scenario.setup if each.verb == "voters"]
    if len(voters) > 1:
        raise UsageError(f"{scenario.file} line {voters[1].line}: a second `voters` line; keep one of them")
    for each in statements:
        check_server_names(each, names, scenario.file)
        check_commit_within_log(each, scenario.file)


def check_server_names(statement: Statement, servers: Sequence[str], file: str) -> None:
    """Raise UsageError for a server that is not in the `servers` line."""
    if statement.verb in UNCHECKED_VERBS:
        return
    parts = [statement[name] for name in SERVER_FIELDS]
    parts += statement["changes"].split()[1::2]
    for server in " ".join(parts).replace("|", " ").split():
        if server not in servers and server != "all":
            listed = ", ".join(sorted(servers))
            raise UsageError(
                f"{file} line {statement.line}: {quote_start(server, 40)} is not one of the servers {listed}; "
                "name one of them, or add it to the line `servers`"
            )


def check_commit_within_log(statement: Statement, file: str) -> None:
    """Raise UsageError for a log that is committed beyond its end."""
    if statement.verb not in ("servers", "server") or not statement["committed"]:
        return
    count = 0 if statement["terms"] in ("", "empty") else len(statement["terms"].split())
    if int(statement["committed"]) > count:
        raise UsageError(
            f"{file} line {statement.line}: committed {statement['committed']}, but the log has {count} entries; "
            "write a longer log or a lower number"
        )
