# caught by: test_each_call_is_answered_once
class Commit(Server):
    """Answers eight clients an event; the others wait for the next event."""

    replace("answerClients", "sorted(self.waiting.items())", "sorted(self.waiting.items())[:8]")
