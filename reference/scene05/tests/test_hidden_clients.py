"""Clients of an entry after which the log was cut off."""

from raftlab.checks import CheckFailure, check, entry
from raftlab.checks.lab_fixture import Lab
from raftlab.server import AppendEntries, Command, Entry, Waiting


@check(
    points=3,
    explained_by=["test_overwritten_is_not_ok", "test_deposed_leader_answers_clients"],
    paper="§5.3; the contract of answerClients",
    ask="which of the entries that clients wait for are still in the log, and what is at the other indexes now?",
)
def test_hidden_cut_off_tail(lab: Lab) -> None:
    """Each client of a tail that was cut off hears once and never ok, even if its index is past the end now."""
    calls = {2: Waiting(2, "c", 2), 3: Waiting(2, "d", 3), 4: Waiting(2, "c", 4)}
    own = [Entry(2, Command("put", "x", str(n), client=call.client, sequence=n)) for n, call in calls.items()]
    leader = lab.place("S1", cluster=5, role="leader", term=2, log=[1, *own], commit_index=1, waiting=calls)
    answers = leader.deliver(AppendEntries(3, "S4", 1, 1, (entry(3, 2),), 1)).replies
    answers += leader.deliver(AppendEntries(3, "S4", 2, 3, (), 1)).replies
    early = len(answers)
    answers += leader.deliver(AppendEntries(3, "S4", 2, 3, (entry(3, 3), entry(3, 4)), 4)).replies
    heard = sorted((reply.client, reply.sequence) for reply in answers)
    if early != 3 or heard != [("c", 2), ("c", 4), ("d", 3)] or any(reply.outcome == "ok" for reply in answers):
        told = [f"client {reply.client} heard “{reply.outcome}”" for reply in answers]
        seen = f"{'; '.join(told[:early]) or 'no client heard'}. Later: {'; '.join(told[early:]) or 'nothing'}"
        raise CheckFailure(
            "S1 led term 2 with log 1 2 2 2; client c waits for indexes 2 and 4, client d for 3. S4, leader of term 3, "
            f"replaced index 2 by an entry of its own, later 3 and 4 too. After the first: {seen}."
        )
