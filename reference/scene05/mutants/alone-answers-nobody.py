# caught by: test_each_call_is_answered_once
class Commit(Server):
    """A server that is alone in its cluster answers no client."""

    replace(
        "answerClients",
        "for index, call in sorted(self.waiting.items()):",
        "if not self.followers:\n    return\nfor index, call in sorted(self.waiting.items()):",
    )
