# caught by: test_uncertain_is_not_failure
class Commit(Server):
    """Says not leader once it has lost its majority within the term."""

    replace(
        "answerClients",
        "outcome, value = UNKNOWN, None",
        'lost = kept and self.currentTerm == call.term\noutcome, value = "not leader" if lost else UNKNOWN, None',
    )
