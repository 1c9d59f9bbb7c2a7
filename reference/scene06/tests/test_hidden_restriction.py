"""The election restriction in more states, and in larger clusters."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene06.up_to_date_checks import check_up_to_date_answers


@check(
    points=3,
    explained_by=[
        "test_older_last_term_loses",
        "test_newer_last_term_wins",
        "test_shorter_log_loses",
        "test_equal_log_is_enough",
    ],
    paper="§5.4.1",
    ask="what do the last entries say, and what do the lengths say?",
)
def test_hidden_long_logs(lab: Lab) -> None:
    """The rule is the same for logs of any length and terms of any size."""
    for log in ([1] * 9 + [2], [1] * 40 + [5] * 41, [1, 1000], [7] * 1000, [300, 301], list(range(1, 60))):
        last, length = log[-1], len(log)
        terms, lengths = {1, last - 1, last, last + 1, 2 * last}, {1, length - 1, length, length + 1, 5000}
        ends = [(index, term) for term in terms for index in lengths if index and term]
        better = [(i, term) for i, term in ends if term > last or (term == last and i >= length)]
        check_up_to_date_answers(lab, log, better, expected=True, clusters=1)
        check_up_to_date_answers(lab, log, [end for end in ends if end not in better], expected=False, clusters=1)


@check(
    points=2,
    explained_by=["test_search_three"],
    about=(),
    paper="§5.4.3, Figure 3",
    ask="which property broke first, and what did the server know in that step?",
)
def test_hidden_search_five(lab: Lab) -> None:
    """In random schedules of four and five servers, no property breaks."""
    for servers in (4, 5):
        lab.search(runs=6, servers=servers, events=180)
