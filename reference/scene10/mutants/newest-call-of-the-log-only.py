# caught by: test_calls_keep_their_order
class Operations(Server):
    """Looks for a client's calls in the log, and not in what it has applied."""

    def newest_in_the_log(self, client: str) -> int:
        commands = [entry.command for entry in self.log if entry.command is not None]
        return max((each.sequence for each in commands if each.client == client), default=0)

    replace("takes_call", "self.newest_sequence(command.client)", "self.newest_in_the_log(command.client)")
