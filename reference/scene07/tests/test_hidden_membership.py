"""Any configuration, and random runs with changes."""

import itertools

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene07.members import (
    ADAPTER,
    can_both_decide,
    make_log,
    parse_configuration,
    place_configured_server,
)
from raftlab.server import AppendEntries
from raftlab.simulator.fault_rates import Faults

SERVERS = ("S1", "S2", "S3", "S4", "S5")


def decides(sides: tuple[tuple[str, ...], ...], servers: tuple[str, ...]) -> bool:
    """Return whether the servers are a majority of each side that has voters."""
    return all(len(set(side) & set(servers)) > len(side) / 2 for side in sides if side)


def after_changes(before: str, changes: tuple[str, ...], joint: bool) -> str:
    """Return what the changes make of a configuration that is not joint, as text."""
    text, _, learner_text = before.partition(" + ")
    roles = dict.fromkeys(text.split(), "voter") | dict.fromkeys(learner_text.split(), "learner")
    for action, server in map(str.split, changes):
        roles[server] = action
    voters, learners = (sorted(s for s, role in roles.items() if role == kind) for kind in ("voter", "learner"))
    if not voters or (not joint and len(set(voters) ^ set(text.split())) > 1):
        return "refused"
    after = " ".join(voters) + (f" + {' '.join(learners)}" if learners else "")
    return f"{text} | {after}" if joint else after


def check_any_two_changes(lab: Lab) -> None:
    """CheckFailure if next_configuration() is wrong about two changes of four servers, in their order."""
    single = [f"{action} {server}" for action in ("voter", "learner", "remove") for server in ("S1", "S2", "S4", "S5")]
    for before in ("S1 S2 S3 + S4", "S1", "S1 S2 + S4 S5"):
        server = place_configured_server(lab, 1, (1, before), front_layer=ADAPTER)
        for first, joint in itertools.product(single, (False, True)):
            pairs = [(first, second) for second in single]
            told = str(server.call("next_configuration", None, ";".join(map(" ".join, pairs)), int(joint)).result)
            if joint and set(told.split("; ")) == {"refused"}:
                continue  # test_joint_change says why
            for pair, found in zip(pairs, told.split("; "), strict=True):
                if found != after_changes(before, pair, joint):
                    way = " with joint" if joint else ""
                    raise CheckFailure(
                        f"{before}, changed by {', '.join(pair)}{way}, became {found}.",
                        safety="ElectionSafety"
                        if any(can_both_decide(before, each) for each in told.split("; "))
                        else "",
                    )


@check(
    points=3,
    explained_by=[
        "test_each_side_decides",
        "test_simple_change",
        "test_joint_change",
        "test_change_that_must_be_refused",
        "test_learners_count_for_nothing",
        "test_truncated_configuration_is_no_longer_in_force",
    ],
    paper="§6, Figure 11",
    ask="how many voters of each side are in the set, and what is each server after all changes?",
)
def test_hidden_any_sides(lab: Lab) -> None:
    """Of five servers, quorum() is right about every set, and next_configuration() about any two changes."""
    check_any_two_changes(lab)
    sizes = [side for size in (1, 2, 3, 4) for side in itertools.islice(itertools.combinations(SERVERS, size), 3)]
    for old, new in itertools.product(sizes[::2], sizes[1::2]):
        server = place_configured_server(
            lab, (1, f"{' '.join(old)} | {' '.join(new)}"), role="follower", front_layer=ADAPTER
        )
        for count in range(6):
            for servers in itertools.combinations(SERVERS, count):
                found = server.call("quorum", None, " ".join(servers)).result
                if found != decides((old, new), servers):
                    raise CheckFailure(
                        f"{' '.join(old)} | {' '.join(new)}: {' '.join(servers)} gave {found}.",
                        safety="CommittedIsDurable" if found is True else "",  # too few decide
                    )
    for before, after in (("S1 S2 S3 S4 S5", "S1 S2 S3"), ("S1 S2 S3", "S1 S2 S3 S4 S5"), ("S1 S2", "S1 S2 | S1 S3")):
        follower = place_configured_server(lab, 1, (1, before), role="follower", commit_index=1, front_layer=ADAPTER)
        decided = follower.call("quorum", None, "S1 S2").result
        follower.deliver(AppendEntries(3, "S3", 1, 1, tuple(make_log(1, (3, after))[1:]), 1))
        if follower.call("quorum", None, "S1 S2").result == decided:
            raise CheckFailure(
                f"{after} came in the place of {before}; quorum(S1 S2) was {decided} before and after.",
                safety="CommittedIsDurable" if decided is True and is_last_configuration(follower, after) else "",
            )


def is_last_configuration(server: PlacedServer, text: str) -> bool:
    """Tell whether the last configuration in the server's log is this one."""
    in_log = [each.configuration for each in server.log if each.configuration]
    return in_log[-1:] == [parse_configuration(text)]


@check(
    points=2,
    explained_by=["test_the_2015_bug", "test_joint_changes", "test_changes_that_are_interrupted"],
    about=(),
    paper="§6; dissertation chapter 4",
    ask="which property broke first, and which configurations were in force then?",
)
def test_hidden_search_changes(lab: Lab) -> None:
    """In random runs with faults and changes no property breaks."""
    lab.search(
        runs=10,
        servers=5,
        voters=3,
        events=300,
        faults=Faults(reconfigure=0.5, crash=0.04),
        progress=False,
        sometimes=("leader",),
    )


@check(
    points=2,
    explained_by=["test_explore_four"],
    about=(),
    paper="§6, Figure 11",
    ask="which two majorities decided?",
)
def test_hidden_explore_joint(lab: Lab) -> None:
    """With three servers, two terms and a joint change no property breaks."""
    lab.explore(
        servers=3,
        terms=2,
        log=3,
        changes=1,
        joint_changes=True,
        requests=1,
        sometimes=["leader", "configuration at 2"],
        states=20_000,
        exhaust=False,
    )
