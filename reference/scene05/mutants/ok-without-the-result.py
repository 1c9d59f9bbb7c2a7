# caught by: test_answer_carries_the_result
"""Says ok whatever applying the command returned, and keeps the value to itself."""

from raftlab.server import OK


class Commit(Server):
    replace("answerClients", "outcome, value = self.results[index]", "outcome = OK")
    replace("answerClients", "outcome, value = UNKNOWN, None", "outcome = UNKNOWN")
    replace("answerClients", "sequence, outcome, value)", "sequence, outcome)")
