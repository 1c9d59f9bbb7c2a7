# caught by: test_overwritten_is_not_ok
class Commit(Server):
    """Compares the client and the number of the call instead of the term: clients without a name are all the same."""

    replace(
        "answerClients",
        "kept = self.log.holds(index, call.term)",
        "command = self.log[index].command if index <= self.log.lastIndex() else None\n"
        "kept = command is not None and (command.client, command.sequence) == (call.client, call.sequence)",
    )
