"""The rows of etcd-io/raft's election tests that every right server must satisfy."""

import tomllib
from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.scenario_check import run_scenario_ending
from raftlab.labs.scene03.election_fixtures import (
    LONG_AFTER_MS,
    granted_vote,
    may_be_dropped,
    place_server,
    refused_vote,
    sent_vote_requests,
    state_text,
    time_out,
    vote_reply,
    vote_reply_text,
    vote_request,
)
from raftlab.scenario.language import parse_scenario

TABLES = tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


@check(
    points=1,
    explained_by=[
        "test_free_vote_is_granted",
        "test_second_candidate_is_refused",
        "test_log_that_is_behind_is_refused",
    ],
    paper="§5.2, §5.4.1; Figure 2 (RequestVote)",
    ask="for whom has the server voted in this term, and which of the two logs is behind?",
)
def test_tables_of_votes(lab: Lab) -> None:
    """A server grants and refuses its vote as etcd's server does."""
    for row in TABLES["vote"]:
        voted = f"S{row['voted']}" if row["voted"] else None
        candidate = f"S{row['candidate']}"
        server = place_server(lab, role=row["role"], term=row["term"], log=tuple(row["log"]), voted_for=voted)
        was = state_text(server)
        reply = vote_reply(server.deliver(vote_request(candidate, row["term"], tuple(row["last"]))), candidate)
        if reply is None and may_be_dropped(server):
            continue
        if reply is None or reply.voteGranted != row["granted"]:
            raise CheckFailure(
                f"S1 was {was}, its log {' '.join(map(str, row['log'])) or 'empty'}. {candidate} asked in term "
                f"{row['term']}, its log ending with index {row['last'][0]} of term {row['last'][1]}: S1 sent "
                f"{vote_reply_text(reply)}."
            )
    for row in TABLES["request"]:
        server = place_server(lab, term=row["term"] - 1, log=tuple(row["log"]))
        for to, req in sent_vote_requests(time_out(server, now=LONG_AFTER_MS)).items():
            if (req.lastLogIndex, req.lastLogTerm) != tuple(row["last"]) or req.term < row["term"]:
                raise CheckFailure(f"S1 (term {row['term'] - 1}, log {row['log']}) timed out, and sent {to} {req}.")


@check(
    points=2,
    explained_by=[
        "test_majority_elects",
        "test_timeout_starts_an_election",
        "test_second_candidate_is_refused",
        "test_vote_stands_after_a_crash",
        "test_log_that_is_behind_is_refused",
    ],
    paper="§5.2; Figure 2 (Candidates)",
    ask="how many servers are there, and how many of them have voted for S1?",
)
def test_tables_of_elections(lab: Lab) -> None:
    """One round of votes has the same result as in etcd."""
    for row in TABLES["tally"]:
        server = place_server(lab, size=row["size"], role="candidate")
        for voter in row["no"]:
            server.deliver(refused_vote(f"S{voter}"))
        for voter in row["yes"]:
            server.deliver(granted_vote(f"S{voter}", server.currentTerm))
        if (server.role == "leader") != row["leads"]:
            raise CheckFailure(
                f"S1 was candidate of {row['size']} servers; {len(row['yes'])} others granted, {len(row['no'])} "
                f"refused: S1 was {server.role}."
            )
    for row in TABLES["election"]:
        names = [f"S{n}" for n in range(1, len(row["nodes"]) + 1)]
        steps = [f"servers {' '.join(names)}", "option pre-vote off", "option check-quorum off"]
        for name, node in zip(names, row["nodes"], strict=True):
            if isinstance(node, list):
                steps.append(f"server {name} with log {' '.join(map(str, node))}")
        steps += [f"crash {name}" for name, node in zip(names, row["nodes"], strict=True) if node == "dead"]
        steps += ["campaign S1", "expect S1 leads" if row["leads"] else "expect S1 does not lead"]
        run_scenario_ending(lab, parse_scenario("\n".join(steps), f"{len(names)} servers"), None)
