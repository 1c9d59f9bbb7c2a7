# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """A follower that sends a read on forgets its leader: the next client is not sent there."""

    replace(
        "handleRead",
        "self.send(self.leaderId, ReadIndex(self.currentTerm, self.id, client, sequence))",
        "self.send(self.leaderId, ReadIndex(self.currentTerm, self.id, client, sequence))\nself.leaderId = None",
    )
