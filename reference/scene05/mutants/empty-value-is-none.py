# caught by: test_answer_carries_the_result
class Commit(Server):
    """Answers None where the value is empty."""

    replace("answerClients", "outcome, value)", "outcome, value or None)")
