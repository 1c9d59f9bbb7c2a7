# caught by: test_read_waits_for_confirmation
class Reads(Server):
    """Answers from its own machine as long as it believes that it leads."""

    def handleRead(self, command: Command) -> None:
        if self.role != LEADER:
            self.reply(command.client, command.sequence, NOT_LEADER)
        else:
            self.reply(command.client, command.sequence, OK, self.machine.get(command.key))
