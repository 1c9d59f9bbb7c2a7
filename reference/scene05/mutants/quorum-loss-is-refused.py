# caught by: test_uncertain_is_not_failure
class Commit(Server):
    """Says refused once it has lost its majority within the term."""

    replace(
        "answerClients",
        "outcome, value = UNKNOWN, None",
        'lost = kept and self.currentTerm == call.term\noutcome, value = "refused" if lost else UNKNOWN, None',
    )
