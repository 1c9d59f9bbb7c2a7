"""What the tests of etcd-io/raft say of replication, as far as every right server must agree."""

from pathlib import Path

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed import entries
from raftlab.labs.scene04.pairs import pair
from raftlab.labs.scene04.rows import answer, append_message, follower_in_words, in_terms, place_follower, read_tables
from raftlab.scenario.check import run_fork
from raftlab.scenario.language import parse

TABLES = read_tables(Path(__file__).with_name("tables.toml"))


@check(
    points=3,
    after=["test_entries_are_stored"],
    paper="§5.3; Figure 2 (AppendEntries, steps 2 to 4)",
    ask="where do log and message agree, and which entries are new?",
)
def test_tables_of_appends(lab: Lab) -> None:
    """A follower stores what etcd's follower stores."""
    for row in TABLES["appends"]:
        follower = place_follower(lab, row)
        reply = answer(follower.deliver(append_message(row)))
        if reply is None or reply.success != row["holds"]:
            raise Broken(f"{follower_in_words(row)}: it {'accepted' if reply and reply.success else 'did not accept'}.")
        if reply.success and follower.log != entries(row["stored"]):
            raise Broken(f"{follower_in_words(row)}: the log then was {in_terms(follower.log_terms)}.")


@check(
    points=3,
    after=["test_figure7_followers"],
    paper="§5.3, Figure 7",
    ask="at which index do these two logs agree for the last time?",
)
def test_tables_of_conflicts(lab: Lab) -> None:
    """A leader finds the place where each of these followers parts from it."""
    for row in TABLES["conflicts"]:
        for limit in (0, 1):
            bound = 2 * len(row["leads"]) + 4
            pair(lab, row["leads"], row["log"], limit=limit).settle(bound)


@check(
    points=2,
    after=["test_lost_append_is_resent"],
    paper="§5.3",
    ask="how many servers must answer before a command can be brought to the others?",
)
def test_proposal_needs_a_majority(lab: Lab) -> None:
    """A command is brought to every server that is up, where a majority is up."""
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
        run_fork(lab, parse("\n".join(steps), f"{len(names)} servers, down: {', '.join(down) or 'none'}"), None)
