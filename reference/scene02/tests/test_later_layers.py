"""The term below the whole protocol: the kit's layers of all later scenes run on top of the submission."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab

PREREQUISITES = [
    "test_request_of_newer_term",
    "test_reply_of_newer_term",
    "test_each_of_many_steps_is_durable",
]


@check(
    points=1,
    explained_by=PREREQUISITES,
    about=(),
    paper="§5.1, §5.2, §5.3",
    ask="which server led in which term, and what did it still have of an earlier leadership?",
)
def test_third_leadership(lab: Lab) -> None:
    """In a whole cluster, a server leads a second and a third time, and nothing of its earlier leaderships is left."""
    with lab.later_layers():
        lab.run_scenario("third-leadership.txt")


@check(
    points=1,
    explained_by=PREREQUISITES,
    about=(),
    paper="§5.1, Figure 3",
    ask="which property broke first, and what did the server know in that step?",
)
def test_search_whole_clusters(lab: Lab) -> None:
    """In a whole cluster, with faults, no property breaks and every client hears of its call."""
    with lab.later_layers():
        lab.search(runs=4, servers=3, events=200)


@check(
    points=1,
    explained_by=PREREQUISITES,
    about=(),
    paper="§5.1, §5.2, Figure 3 (Election Safety)",
    ask="which two events contradict each other, and what had the server persisted before the second?",
)
def test_explore_whole_clusters(lab: Lab) -> None:
    """In a whole cluster, in any order of elections and appends in two terms, no property breaks."""
    with lab.later_layers():
        lab.explore(servers=3, terms=2, log=1, states=20_000, exhaust=False)
