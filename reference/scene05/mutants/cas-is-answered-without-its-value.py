# caught by: test_answer_carries_the_result
class Commit(Server):
    """Answers the value of a get only; a cas returns one too."""

    replace(
        "answerClients",
        "outcome, value = self.results[index]",
        "outcome, value = self.results[index]\ncommand = self.log[index].command\n"
        "if command is not None and command.operation == 'cas':\n    value = None",
    )
