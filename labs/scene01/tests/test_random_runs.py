"""Random runs of three servers: what they learn, when they crash, and between which effects."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene01.random_runs import search_random_runs


@check(
    points=3,
    explained_by=[
        "test_every_entry_is_applied",
        "test_put_get_append_delete",
        "test_compare_and_set",
        "test_retry_takes_effect_once",
    ],
    about=(),
    paper="§2, §5.3, §8",
    ask="which entries had that server applied since its restart, and what had it kept from before?",
)
def test_random_calls_and_crashes(lab: Lab) -> None:
    """Whatever three servers learn and wherever they crash, each always holds the state of the entries it applied."""
    search_random_runs(lab, examples=60, clients=2, minimum=3, maximum=9)
