# caught by: test_answer_carries_the_result
from raftlab.server import OK


class Commit(Server):
    """A server that no longer leads says ok without the value that applying returned."""

    replace(
        "answerClients",
        "outcome, value = self.results[index]",
        "outcome, value = self.results[index] if self.role == LEADER else (OK, None)",
    )
