"""Who decides: quorum() in plain, joint and odd configurations."""

import itertools
from collections.abc import Sequence

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene07.members import ADAPTER, log_text, make_log, place_configured_server
from raftlab.server import AppendEntries

ROLES = ("follower", "pre-candidate", "candidate", "leader")
CLOCKS_MS = (0.0, 0.0, 0.0, 3_600_000.0)


def server_names_text(count: int) -> str:
    """Return the names of the first `count` servers."""
    return " ".join(f"S{number}" for number in range(1, count + 1))


PLAIN = (
    ("S1 S2 S3", "S1 S2", True),
    ("S1 S2 S3", "S1", False),
    ("S1 S2 S3", "", False),
    ("S1", "S1", True),
    ("S1 S2", "S2", False),
    ("S1 S2 S3 S4", "S1 S2", False),
    ("S1 S2 S3 S4", "S2 S3 S4", True),
    ("S1 S2 S3 S4 S5", "S1 S4", False),
    ("S2 S3 S4", "S2 S4", True),
    *(
        (server_names_text(size), server_names_text(count), 2 * count > size)
        for size in range(1, 10)
        for count in (size // 2, size // 2 + 1)
    ),
)
JOINT = (
    ("S1 S2 S3 | S3 S4 S5", "S1 S2 S4 S5", True),
    ("S1 S2 S3 | S3 S4 S5", "S3 S4 S5", False),
    ("S1 S2 S3 | S3 S4 S5", "S1 S2 S3", False),
    ("S1 S2 S3 | S3 S4 S5", "S2 S3 S4", True),
    ("S1 S2 S3 | S1", "S1 S2", True),
    ("S1 S2 S3 | S1", "S2 S3", False),
    ("S1 | S1 S2 S3", "S1", False),
    ("S1 S2 | S3 S4", "S1 S2 S3", False),
    *(
        (f"{one} | {other}", f"{server_names_text(count)} S10 S11", 2 * count > size)
        for size in (5, 6, 7, 9)
        for count in (size // 2, size // 2 + 1)
        for one, other in ((server_names_text(size), "S10 S11 S12"), ("S10 S11 S12", server_names_text(size)))
    ),
)
LEARNERS = (
    ("S1 S2 S3 + S4 S5", "S1 S4 S5", False),
    ("S1 S2 S3 + S4", "S1 S2", True),
    ("S1 S2 + S3 S4 S5", "S3 S4 S5", False),
    ("S1 + S2 S3 S4", "S1", True),
    ("S1 S2 S3", "S1 S4 S5 S6", False),
    ("S1 S2 S3 | S1 S2 + S3 S4", "S1 S2 S4", True),
    ("S1 S2 S3 | S1 S2 + S3 S4", "S1 S3 S4", False),
    ("S1 S2 S3 | S1 S4 S5 + S3", "S1 S3 S4", True),
    ("S1 S2 S3 S4 S5 | S1 S6 + S4 S5", "S1 S2 S6", False),
)
EMPTY = (
    ("S1 S2 S3 | + S4", "S1 S2", True),
    ("S1 S2 S3 | + S4", "S1 S4", False),
    (" | S1 S2 S3", "S2 S3", True),
    (" | S1 S2 S3", "S3", False),
)


def check_rows(lab: Lab, rows: Sequence[tuple[str, str, bool]]) -> None:
    """Fail for the first row whose answer differs. Each is asked of a server of each role that it can have.

    Terms, deployments, times and what is committed come in turn.
    """
    turns = zip(itertools.cycle((2, 2, 70_000)), itertools.cycle((0, 2, 2, 0, 0)), itertools.cycle(CLOCKS_MS))
    for row, role in itertools.product(rows, ROLES):
        configuration, servers, decides = row
        if role != "follower" and "S1" not in configuration.partition("+")[0].split():
            continue
        term, commit, now = next(turns)
        commit = 0 if role == "leader" else commit
        options = lab.next_deployment()
        setting = {"role": role, "term": term, "commit_index": commit, "options": options}
        server = place_configured_server(lab, 1, (1, configuration), front_layer=ADAPTER, **setting)
        found = server.call("quorum", None, servers, now=now).result
        story = f"S1 is a {role} in term {term}, commitIndex {commit}. "
        if isinstance(found, str):
            raise CheckFailure(
                f"{story}In the configuration {configuration} quorum() was asked about the servers "
                f"{servers or '(none)'}; then the set that it had been given held {found or 'nobody'}."
            )
        if found != decides:
            raise CheckFailure(
                f"{story}In the configuration {configuration} the servers {servers or '(none)'} "
                f"{'may' if decides else 'may not'} decide; quorum() returned {found}.",
                safety="" if decides else "CommittedIsDurable",
            )


def check_initial_configuration(lab: Lab) -> None:
    """Fail if quorum() is wrong about a log without a configuration: all of the cluster vote."""
    for size, role in itertools.product(range(1, 10), ROLES):
        server = place_configured_server(lab, 1, cluster=size, role=role, match_index={}, front_layer=ADAPTER)
        for count in (size // 2, size // 2 + 1):
            found = server.call("quorum", None, server_names_text(count)).result
            if found is not (2 * count > size):
                raise CheckFailure(
                    f"S1 is a {role} of {size} servers, and its log holds no configuration. quorum() was asked about "
                    f"{server_names_text(count) or 'nobody'} and returned {found}.",
                    safety="" if 2 * count > size else "CommittedIsDurable",
                )


def check_later_configuration(lab: Lab) -> None:
    """Fail if quorum() is wrong about a configuration that came after it was asked before, in the same term."""
    server = place_configured_server(lab, 1, (1, "S1 S2 S3 S4"), role="follower", front_layer=ADAPTER)
    log = make_log(1, (1, "S1 S2 S3 S4"), (2, "S1 S2 S3"), (2, "S1 S2 S3 S5"))
    for end, decides in ((2, False), (3, True), (4, False)):
        server.deliver(AppendEntries(2, "S2", 1, 1, tuple(log[1:end]), 1))
        found = server.call("quorum", None, "S1 S2").result
        if found is not decides:
            raise CheckFailure(
                f"S1 follows S2 in term 2 and took its entries in turn; its log now is "
                f"{log_text(server.log)}. quorum(S1 S2) was asked after each of them, and then returned {found}.",
                safety="" if decides else "CommittedIsDurable",
            )


@check(points=2, paper="§5.3, §6", ask="how many of the voters are in the set, and how many are there in all?")
def test_majority_of_the_voters(lab: Lab) -> None:
    """In a plain configuration a majority of the voters decides."""
    check_rows(lab, PLAIN)
    check_initial_configuration(lab)
    check_later_configuration(lab)


@check(
    points=3,
    explained_by=[test_majority_of_the_voters],
    paper="§6, Figure 11",
    ask="how many of the old voters are in the set, and how many of the new ones?",
)
def test_each_side_decides(lab: Lab) -> None:
    """A joint configuration needs a majority of the old voters and a majority of the new ones."""
    check_rows(lab, JOINT)


@check(
    points=3,
    explained_by=[test_majority_of_the_voters, test_each_side_decides],
    paper="§6; dissertation §4.2.1",
    ask="which servers of the set have a vote in this configuration?",
)
def test_learners_count_for_nothing(lab: Lab) -> None:
    """Learners and servers outside the configuration are counted neither as votes nor as voters."""
    check_rows(lab, LEARNERS)


@check(
    points=2,
    explained_by=[test_each_side_decides],
    paper="§6",
    ask="whom does a side without voters have to wait for?",
)
def test_empty_side_asks_for_nobody(lab: Lab) -> None:
    """A side without voters decides nothing: the other side alone does."""
    check_rows(lab, EMPTY)
