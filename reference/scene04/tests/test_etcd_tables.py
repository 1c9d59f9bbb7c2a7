"""Tables of etcd-io/raft's tests of replication, as far as they hold for every right server."""

from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.scenario_check import run_scenario_ending
from raftlab.labs.scene04.replication_pair import place_pair
from raftlab.labs.scene04.table_rows import (
    append_message,
    follower_text,
    last_reply,
    place_follower,
    read_tables,
    row_log,
    terms_text,
)
from raftlab.scenario.language import parse_scenario

TABLES = read_tables(Path(__file__).with_name("tables.toml"))


@check(
    points=3,
    explained_by=["test_entries_are_stored"],
    paper="§5.3; Figure 2 (AppendEntries, steps 2 to 4)",
    ask="where do log and message agree, and which entries are new?",
)
def test_tables_of_appends(lab: Lab) -> None:
    """A follower stores what etcd's follower stores."""
    for row in TABLES["appends"]:
        follower = place_follower(lab, row)
        reply = last_reply(follower.deliver(append_message(row)))
        if reply is None or reply.success != row["holds"]:
            raise CheckFailure(
                f"{follower_text(row)}: it {'accepted' if reply and reply.success else 'did not accept'}."
            )
        if reply.success and follower.log != row_log(row["stored"]):
            raise CheckFailure(f"{follower_text(row)}: the log then was {terms_text(follower.log_terms)}.")


@check(
    points=3,
    explained_by=["test_figure7_followers"],
    paper="§5.3, Figure 7",
    ask="at which index do these two logs agree for the last time?",
)
def test_tables_of_conflicts(lab: Lab) -> None:
    """A leader finds the last index at which each of these followers agrees with it."""
    for row in TABLES["conflicts"]:
        for limit in (0, 1):
            bound = 2 * len(row["leads"]) + 4
            place_pair(lab, row["leads"], row["log"], entry_limit=limit).replicate_all(bound)


@check(
    points=2,
    explained_by=["test_lost_append_is_resent"],
    paper="§5.3",
    ask="how many servers must be up before a command can be replicated?",
)
def test_proposal_needs_a_majority(lab: Lab) -> None:
    """If a majority is up, a command reaches every server that is up."""
    for row in TABLES["proposals"]:
        names = [f"S{n}" for n in range(1, len(row["live"]) + 1)]
        down = [name for name, live in zip(names, row["live"], strict=True) if not live]
        up = [name for name in names[1:] if name not in down]
        steps = [f"servers {' '.join(names)}", *(f"crash {name}" for name in down), "campaign S1"]
        if row["success"]:
            carried = [f"propose S1 x={n}\nreplicate S1 -> {' '.join(up)}" for n in (1, 2)]
            steps += ["expect S1 leads", *carried, "expect logs agree", f"expect x=2 in the log of S1 {' '.join(up)}"]
        else:
            steps += ["expect S1 does not lead", "propose S1 x=1", "expect x=1 in no log"]
        run_scenario_ending(
            lab, parse_scenario("\n".join(steps), f"{len(names)} servers, down: {', '.join(down) or 'none'}"), None
        )
