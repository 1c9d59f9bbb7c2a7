"""Many reads, writes, rounds and leaderships of one server that leads and follows in turn, in any order."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene09.read_fixtures import name_options_on_failure
from raftlab.labs.scene09.read_model import SETTINGS
from raftlab.labs.scene09.read_runs import check_run
from raftlab.labs.scene09.rule_names import RULES

EVENTS = 45
"""Events of each run."""


@check(
    points=2,
    explained_by=RULES,
    paper="§8; dissertation §6.4, §6.4.1",
    ask="which questions were sent after this read came, and who has answered them?",
)
def test_each_answer_has_a_reason(lab: Lab) -> None:
    """In long runs each read is answered once, by a later round, a lease or the leader's index, whatever else waits."""
    for number, setting in enumerate(SETTINGS):
        with name_options_on_failure(setting.options):
            check_run(lab, number, EVENTS)
