# caught by: test_answer_carries_the_result
class Commit(Server):
    """Reads the value of a get when it answers: later calls, applied in the same event, have changed it."""

    replace(
        "answerClients",
        "outcome, value = self.results[index]",
        """outcome, value = self.results[index]
command = self.log[index].command
if outcome == "ok" and command is not None and command.operation == "get":
    value = self.machine.get(command.key)""",
    )
