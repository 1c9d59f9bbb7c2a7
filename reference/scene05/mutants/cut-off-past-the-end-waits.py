# caught by: test_deposed_leader_answers_clients
class Commit(Server):
    """A client whose index is past the end of the log waits."""

    replace(
        "answerClients",
        "for index, call in sorted(self.waiting.items()):",
        "for index, call in sorted(self.waiting.items()):\n    if index > self.log.lastIndex():\n        continue",
    )
