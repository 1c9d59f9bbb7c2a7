"""When a leader may append a configuration: the guard of every change. (Ongaro 2015)"""

import itertools
from functools import partial
from typing import Any

from raftlab.checks import CheckFailure, check
from raftlab.checks.case_failures import judge_cases
from raftlab.checks.deployments import ALL_DEPLOYMENTS, CLUSTER_SIZES
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene07.members import (
    ADAPTER,
    CHANGES,
    all_known,
    commit_in_term_4,
    log_text,
    make_log,
    parse_change_request,
    place_configured_server,
    property_broken_by_append,
    used_configuration_text,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Command, Options, RequestVoteReply, Waiting

PAPER_OPTIONS = Options(preVote=False, checkQuorum=False)
AN_HOUR_MS = 3_600_000.0


def change_result_text(server: PlacedServer, what: str, before: str, *, joint: bool = False) -> str:
    """Return what came of a change, in words."""
    what += " with joint" if joint else ""
    return (
        f"S1 leads term {server.currentTerm} with log {before} and commitIndex {server.commitIndex}. An operator asked "
        f"for {what}. Its log then was {log_text(server.log)}."
    )


def request_change(server: PlacedServer, changes: str, *, joint: bool = False, now: float = 0.0) -> str:
    """Ask for a change; return the log before it."""
    before = log_text(server.log)
    server.reconfigure(parse_change_request(changes, joint=joint), now=now)
    return before


def place_learner_too(lab: Lab, *items: int | tuple[int, str], commit_index: int, **state: Any) -> PlacedServer:
    """Place S1, leader of term 2; whoever else is a member stores what is committed, a learner S4 too.

    For each entry of its term that is not committed a client waits.
    """
    has_learner = any(isinstance(item, tuple) and "S4" in item[1] for item in items)
    known = all_known(commit_index)
    own = {index for index, item in enumerate(items, start=1) if item == 2 and index > commit_index}
    state = {"waiting": {index: Waiting(2, "", 0) for index in own}} | state
    return place_configured_server(
        lab,
        *items,
        commit_index=commit_index,
        **state,
        match_index=known if has_learner else {each: known[each] for each in ("S2", "S3")},
    )


@check(points=3, paper="§6; dissertation §4.1", ask="what of this leader's term is committed, and is a change open?")
def test_change_is_appended(lab: Lab) -> None:
    """A leader that has committed an entry of its term, and has no change open, appends the configuration."""
    for items in ((1, 2), (1, 2, 2, 2)):  # entries of clients that are not committed yet do not matter
        for changes, after in (("remove S3", "S1 S2"), ("learner S4", "S1 S2 S3 + S4")):
            leader = place_configured_server(lab, *items, commit_index=2, match_index={"S2": 2, "S3": 2})
            before = request_change(leader, changes)
            added = leader.log[len(items) :]
            if not added or added[0].configuration is None or added[0].term != 2:
                raise CheckFailure(change_result_text(leader, changes, before))
            if used_configuration_text(leader) != after and len(added) == 1:
                raise CheckFailure(f"{change_result_text(leader, changes, before)} It must use {after} from now on.")
    check_answer(lab, "remove S3", does=True)
    check_lost_request_retry(lab)
    check_one_voter(lab)
    check_other_entries(lab)
    check_any_leader(lab)


def check_any_leader(lab: Lab) -> None:
    """CheckFailure if a leader in a deployment, in a cluster of some size or in a far term makes no change."""
    for changes, term in (("remove S3", 2), ("remove S3", 70_000), ("learner S10", 2)):
        for _ in CLUSTER_SIZES:
            size, options = lab.next_cluster_size(), lab.next_deployment()
            known = {f"S{number}": 2 for number in range(2, size + 1)}
            setting = {"cluster": size, "term": term, "commit_index": 2, "match_index": known, "options": options}
            leader = place_configured_server(lab, 1, term, **setting)
            before = request_change(leader, changes, now=AN_HOUR_MS)
            added = leader.log[2:]
            if not added or added[0].configuration is None:
                raise CheckFailure(change_result_text(leader, changes, before))


def check_other_entries(lab: Lab) -> None:
    """CheckFailure if a client that waits stops a change, or the committed entry of the own term is a configuration."""
    busy = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    busy.propose(Command("put", "x", "1"))
    before = request_change(busy, "learner S4")
    if used_configuration_text(busy) != "S1 S2 S3 + S4":
        raise CheckFailure(f"A client's call was the last entry. {change_result_text(busy, 'learner S4', before)}")
    changed = place_configured_server(
        lab, 1, (2, "S1 S2 S3 + S4"), commit_index=2, match_index={"S2": 2, "S3": 2, "S4": 0}
    )
    before = request_change(changed, "remove S4")
    if used_configuration_text(changed) != "S1 S2 S3":
        raise CheckFailure(change_result_text(changed, "remove S4", before))


def check_lost_request_retry(lab: Lab) -> None:
    """CheckFailure if a request whose entry was lost cannot be made again in a later term of the same leader."""
    for lost in ((), (2, 2, 2)):
        known = {"S2": 2, "S3": 2}
        leader = place_configured_server(lab, 1, 2, *lost, commit_index=2, match_index=known, options=PAPER_OPTIONS)
        leader.reconfigure(parse_change_request("learner S4"))
        leader.deliver(AppendEntries(3, "S2", 2, 2, tuple(make_log(1, 2, 3)[2:]), 3))
        if not commit_in_term_4(leader, 4):
            return  # other checks say why
        before = request_change(leader, "learner S4")
        if used_configuration_text(leader) != "S1 S2 S3 + S4":
            raise CheckFailure(
                f"S1 led term 2, was asked for the learner S4, and lost that entry, at index {3 + len(lost)}, to S2, "
                f"the leader of term 3. It leads term 4 with log {before}, all of it committed, and was asked again. "
                f"Its log then was {log_text(leader.log)}."
            )


def check_one_voter(lab: Lab) -> None:
    """CheckFailure if a leader that votes alone does not commit a configuration, and so can never change again."""
    leader = place_configured_server(lab, 2, (2, "S1"), cluster=1, commit_index=2, match_index={})
    leader.reconfigure(parse_change_request("learner S2"))
    leader.fire_timer("heartbeat")
    if (leader.commitIndex, len(leader.log)) != (3, 3):
        raise CheckFailure(
            "S1, the only voter, leads term 2 and was asked for learner S2; then its heartbeat timer fired. Its log is "
            f"{log_text(leader.log)}; commitIndex is {leader.commitIndex}."
        )


def check_answer(lab: Lab, changes: str, *, does: bool) -> None:
    """CheckFailure if proposeConfiguration() does not tell whether it appended a configuration."""
    leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2}, front_layer=ADAPTER)
    told = leader.call("proposeConfiguration", None, changes).result
    if told != does:
        raise CheckFailure(
            f"S1 leads term 2 with log 1, 2, all of it committed. proposeConfiguration({changes}) returned {told}; "
            f"its log then was {log_text(leader.log)}."
        )


@check(
    points=5,
    safety="ElectionSafety",
    paper="Ongaro 2015 (raft-dev: bug in single-server membership changes); dissertation §4.1",
    ask="which leader of an older term could still commit a change that this one does not know of?",
)
def test_change_waits_for_the_own_term(lab: Lab) -> None:
    """Before an entry of its own term is committed, a leader appends no configuration, of whatever kind."""
    states = (
        ((1,), 1),
        ((1, 1, 1), 3),
        ((1, 2), 1),
        ((1, 1, 2, 2), 2),
        ((1, (1, "S1 S2 S3 + S4")), 2),
        ((1, (1, "S1 S2")), 2),
        ((1, (1, "S1")), 2),
        ((1, (1, "S1 S2 S3 S4 S5")), 2),
        ((1, (1, "S1 S2 S3 S4 S5 S6 S7")), 2),
        ((), 0),
    )
    judge_cases(partial(check_no_change, lab), itertools.product(states, CHANGES))
    check_second_leadership(lab)


Items = tuple[int | tuple[int, str], ...]


def check_no_change(lab: Lab, case: tuple[tuple[Items, int], tuple[str, bool]]) -> None:
    """CheckFailure if a leader with this log and commitIndex appends anything when it is asked for this change."""
    (items, commit), (changes, joint) = case
    has_own = any((item if isinstance(item, int) else item[0]) == 2 for item in items)
    setting = {"term": 2 if has_own else 60, "options": lab.next_deployment()}
    leader = place_learner_too(lab, *items, commit_index=commit, **setting)
    before = request_change(leader, changes, joint=joint, now=0.0 if joint else AN_HOUR_MS)
    if len(leader.log) > len(items):
        result_text = change_result_text(leader, changes, before, joint=joint)
        failure = CheckFailure(result_text, safety=property_broken_by_append(leader, len(items)))
        failure.options_text = lab.options_sentence(leader.options)
        raise failure


def check_second_leadership(lab: Lab) -> None:
    """CheckFailure if a leader of term 2, which could change, changes at the beginning of its term 4."""
    for first in ("voter S3", "learner S4"):
        leader = place_second_leadership(lab, first)
        was = (leader.role, leader.currentTerm, len(leader.log))
        leader.reconfigure(parse_change_request("learner S5"))
        if was[:2] == ("leader", 4) and len(leader.log) > was[2]:
            seen = (
                f"S1 led term 2 and was asked for {first}, heard S2 in term 3, and leads term 4, of which no entry is "
                f"committed. An operator asked for learner S5. Its log then was {log_text(leader.log)}."
            )
            leader = place_second_leadership(lab, first)
            leader.reconfigure(parse_change_request("remove S3"))  # does it change the voters too?
            raise CheckFailure(seen, safety=property_broken_by_append(leader, was[2]))


def place_second_leadership(lab: Lab, first: str) -> PlacedServer:
    """Return S1 at the beginning of its term 4, which led term 2 and was asked for the change `first` then."""
    leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2}, options=PAPER_OPTIONS)
    leader.reconfigure(parse_change_request(first))
    for follower in ("S2", "S3"):
        leader.deliver(AppendEntriesReply(2, follower, True, 2, 3))
    leader.deliver(AppendEntries(3, "S2", 2, 2, (), 2))
    leader.fire_timer("election")
    for voter in ("S2", "S3"):
        leader.deliver(RequestVoteReply(4, voter, True))
    return leader


@check(
    points=4,
    safety="ElectionSafety",
    paper="§6; dissertation §4.1",
    ask="where is the last configuration in this log, and is it committed?",
)
def test_one_change_at_a_time(lab: Lab) -> None:
    """While the last configuration is not committed, no other is appended, and none for a learner either."""
    states = (
        *(((2, (2, "S1 S2 S3")), 1), ((2, (2, "S1 S2 S3 + S4"), 2), 1), ((1, 2, (2, "S1 S2 S3"), 2, 2), 2)),
        *(((2, (2, "S2 S3")), 1), ((1, 2, (2, "S2 S3 + S1 S4")), 2)),
    )
    more = (("remove S2", False), ("voter S1", False), ("voter S1", True))
    judge_cases(partial(check_no_change, lab), itertools.product(states, (*CHANGES, *more)))
    for first in ("learner S4", "remove S3"):
        leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
        leader.reconfigure(parse_change_request(first))
        appended = len(leader.log)
        for changes, joint in (*CHANGES, ("remove S2", False)):
            before = request_change(leader, changes, joint=joint)
            if len(leader.log) > appended:
                raise CheckFailure(
                    f"It had just appended {first}. {change_result_text(leader, changes, before, joint=joint)}",
                    safety=property_broken_by_append(leader, appended),
                )


@check(
    points=3,
    explained_by=[test_change_is_appended],
    paper="dissertation §4.2.1",
    ask="how many of the committed entries does the new voter hold, and what must wait for it?",
)
def test_new_voter_has_caught_up(lab: Lab) -> None:
    """A server becomes a voter only if it is known to store all that is committed."""
    for match, grows in (({"S4": 3}, True), ({"S4": 2}, False), ({"S4": 0}, False)):
        leader = place_configured_server(
            lab, 1, (1, "S1 S2 S3 + S4"), 2, commit_index=3, match_index={"S2": 3, "S3": 3, **match}
        )
        before = request_change(leader, "voter S4")
        if (len(leader.log) > 3) != grows:
            known = f"matchIndex[S4] was {match['S4']}. "
            raise CheckFailure(known + change_result_text(leader, "voter S4", before))
    for changes in ("voter S4", "voter S4 remove S3"):
        known = {"S2": 3, "S3": 3, "S4": 2}
        leader = place_configured_server(lab, 1, (1, "S1 S2 S3 + S4"), 2, commit_index=3, match_index=known)
        before = request_change(leader, changes, joint=True)
        if len(leader.log) > 3:
            raise CheckFailure(f"matchIndex[S4] was 2. {change_result_text(leader, f'{changes} with joint', before)}")
    for match, log in ((3, (2, 2)), (4, (2, 2, 2))):
        leader = place_configured_server(
            lab, 1, (1, "S1 S2 S3 + S4"), *log, commit_index=3, match_index={"S2": 3, "S3": 3, "S4": match}
        )
        before = request_change(leader, "voter S4")
        if len(leader.log) == 2 + len(log):
            raise CheckFailure(f"matchIndex[S4] was {match}. " + change_result_text(leader, "voter S4", before))
    for _ in ALL_DEPLOYMENTS:  # while a client waits
        setting = {"options": lab.next_deployment(), "waiting": {4: Waiting(2, "", 0)}, "match_index": known}
        leader = place_configured_server(lab, 1, (1, "S1 S2 S3 + S4"), 2, 2, commit_index=3, **setting)
        before = request_change(leader, "voter S4", now=AN_HOUR_MS)
        if len(leader.log) > 4:
            asked = change_result_text(leader, "voter S4", before)
            raise CheckFailure(f"matchIndex[S4] was 2. {asked}")
    check_each_newcomer(lab)
    check_any_newcomer(lab)
    check_second_change(lab)
    for items in ((1, 2), (2,)):
        stranger = place_configured_server(lab, *items, commit_index=len(items))
        before = request_change(stranger, "voter S4")
        if len(stranger.log) > len(items):
            raise CheckFailure("S4 is in no configuration. " + change_result_text(stranger, "voter S4", before))
    for changes in ("voter S2", "remove S3"):
        leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 0, "S3": 2})
        before = request_change(leader, changes)
        if len(leader.log) == 2:
            raise CheckFailure("S2 votes already. " + change_result_text(leader, changes, before))


def check_second_change(lab: Lab) -> None:
    """CheckFailure if the second change of a leadership takes a voter that lacks an entry, or waits for a client's."""
    leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    leader.reconfigure(parse_change_request("learner S4"))
    leader.deliver(AppendEntriesReply(2, "S2", True, 2, 3))
    for match, grows in ((2, False), (3, True)):
        leader.deliver(AppendEntriesReply(2, "S4", True, match - 1, match))
        if grows:
            leader.propose(Command("put", "x", "1"))
        end, before = len(leader.log), request_change(leader, "voter S4")
        if (len(leader.log) > end) != grows:
            raise CheckFailure(
                "The learner S4 has joined in this term, and S2 stores that. S4 acknowledged index "
                f"{match}. {change_result_text(leader, 'voter S4', before)}"
            )


def check_any_newcomer(lab: Lab) -> None:
    """CheckFailure if it matters for a new voter who it was before, or how many voters there are."""
    for items, newcomer, voters in (
        ((1, (1, "S1 + S2"), 2), "S2", ()),
        ((1, (1, "S1 S2 + S3"), 2), "S3", ("S2",)),
        ((1, (1, "S1 S2 S3 S4"), (1, "S1 S2 S3 + S4"), 2), "S4", ("S2", "S3")),
        ((1, (1, "S1 S2 S3 S4 S5 S6 + S7"), 2), "S7", ("S2", "S3", "S4", "S5", "S6")),
    ):
        end = len(items)
        for joint in (False, True):
            for match in (0, end - 1) if joint else (0, end - 1, end):
                known = {**dict.fromkeys(voters, end), newcomer: match}
                leader = place_configured_server(lab, *items, commit_index=end, match_index=known)
                before = request_change(leader, f"voter {newcomer}", joint=joint)
                if (len(leader.log) > end) != (match == end):
                    asked = change_result_text(leader, f"voter {newcomer}", before, joint=joint)
                    raise CheckFailure(f"matchIndex[{newcomer}] was {match}. {asked}")


def check_each_newcomer(lab: Lab) -> None:
    """CheckFailure if one of several new voters that lacks an entry, whichever it is, does not stop the change."""
    for behind in ("S4", "S5", "S6"):
        known = {each: 2 if each == behind else 3 for each in ("S2", "S3", "S4", "S5", "S6")}
        leader = place_configured_server(lab, 1, (1, "S1 S2 S3 + S4 S5 S6"), 2, commit_index=3, match_index=known)
        before = request_change(leader, "voter S4 voter S5 voter S6", joint=True)
        if len(leader.log) > 3:
            asked = change_result_text(leader, "voter S4 voter S5 voter S6 with joint", before)
            raise CheckFailure(f"matchIndex[{behind}] was 2, that of the others 3. {asked}")


@check(
    points=3,
    explained_by=[test_change_is_appended],
    paper="§6; the sentence “May change” of the contract",
    ask="which of the requests was refused, and what did the server do all the same?",
)
def test_refused_request_changes_nothing(lab: Lab) -> None:
    """A server that does not lead, and a leader that refuses, change nothing and send nothing."""
    cases = (
        ("follower", (1, 2), 2, "remove S3", False),
        ("pre-candidate", (1, 2), 2, "remove S3", False),
        ("candidate", (1, 1), 2, "remove S3", False),
        ("leader", (1, 2), 2, "voter S4 remove S3", False),
        ("leader", (1, 2, (2, "S1 S2 S3 | S1 S2")), 2, "remove S3", True),
        ("leader", (1, 1), 2, "remove S3", False),
    )
    for role, items, commit, changes, joint in cases:
        server = place_configured_server(lab, *items, role=role, commit_index=commit)
        before = server.observation
        step = server.reconfigure(parse_change_request(changes, joint=joint))
        if server.observation != before or step.sent_messages or step.persisted_states:
            raise CheckFailure(
                f"S1 is a {role} in term 2 with log {log_text(before.log)} and commitIndex {commit}; {changes} must "
                f"be refused. Its log then was {log_text(server.log)}, it sent {len(step.sent_messages)} messages and "
                f"wrote to its disk {len(step.persisted_states)} times."
            )
    check_answer(lab, "remove S3 remove S2", does=False)
    check_refusal_is_told(lab)
    check_refused_request_is_forgotten(lab)


def check_refusal_is_told(lab: Lab) -> None:
    """CheckFailure if proposeConfiguration() tells that it appended what the guard refused, or did as a follower."""
    for role, items, commit, changes in (
        ("leader", (1, 2), 1, "remove S3"),
        ("leader", (2, (2, "S1 S2 S3")), 1, "remove S3"),
        ("leader", (1, 2), 2, "voter S4"),
        ("follower", (1, 2), 2, "remove S3"),
    ):
        server = place_configured_server(lab, *items, role=role, commit_index=commit, front_layer=ADAPTER)
        told = server.call("proposeConfiguration", None, changes).result
        if told:
            raise CheckFailure(
                f"S1 is a {role} in term 2 with log {log_text(make_log(*items))} and commitIndex {commit}. "
                f"proposeConfiguration({changes}) returned {told}; its log then was {log_text(server.log)}."
            )


def check_refused_request_is_forgotten(lab: Lab) -> None:
    """CheckFailure if a leader makes a change that it refused once nothing stands in its way any more."""
    for items, commit, follower, changes in (
        ((1, 2), 1, "S2", "remove S3"),
        ((1, 2, (2, "S1 S2 S3 + S4")), 2, "S2", "learner S5"),
        ((1, (1, "S1 S2 S3 + S4"), 2), 3, "S4", "voter S4"),
    ):
        end = len(items)
        leader = place_learner_too(lab, *items, commit_index=commit)
        if follower == "S4":
            leader = place_configured_server(lab, *items, commit_index=commit, match_index=all_known(3) | {"S4": 2})
        before = request_change(leader, changes)
        story = change_result_text(leader, changes, before)
        if len(leader.log) > end:
            continue  # other checks say why
        try:
            leader.deliver(AppendEntriesReply(2, follower, True, end - 1, end))
        except UnwrittenHoleError:  # leaveJoint comes later
            return
        leader.fire_timer("heartbeat")
        if len(leader.log) > end:
            raise CheckFailure(
                f"{story} Then {follower} answered that it stores index {end}, and the heartbeat timer fired: the log "
                f"was {log_text(leader.log)}."
            )
