# caught by: test_calls_keep_their_order
class Operations(Server):
    """Forgets calls of earlier terms that are not applied yet."""

    def own_newest(self, client: str) -> int:
        newest = self.newest_applied.get(client, 0)
        for entry in self.log:
            if entry.term == self.currentTerm and entry.command is not None and entry.command.client == client:
                newest = max(newest, entry.command.sequence)
        return newest

    replace("takes_call", "self.newest_sequence(command.client)", "self.own_newest(command.client)")
