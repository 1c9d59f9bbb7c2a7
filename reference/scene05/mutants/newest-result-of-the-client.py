# caught by: test_answer_carries_the_result
class Commit(Server):
    """Each call of a client hears the result of its newest one that is applied."""

    replace(
        "answerClients",
        "outcome, value = self.results[index]",
        """own = [at for at, each in self.waiting.items() if each.client == call.client and at <= self.lastApplied]
outcome, value = self.results[max(own)]""",
    )
