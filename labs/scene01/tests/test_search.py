"""Lives of three servers drawn at random: what they learn, when they crash, and in the middle of what."""

from raftlab.checks import check
from raftlab.checks.lab import Lab
from raftlab.labs.scene01.random_runs import search_random_runs


@check(
    points=4,
    depends_on=["test_every_entry_is_applied", "test_put_get_append_delete", "test_retry_takes_effect_once"],
    paper="§2, §5.3, §8",
    ask="which entries had that server applied since it came back, and what had it kept from before?",
)
def test_any_life(lab: Lab) -> None:
    """Whatever three servers learn and wherever they crash, each is at every moment what its part of the log means."""
    search_random_runs(lab, examples=100, clients=2, minimum=3, maximum=9)
