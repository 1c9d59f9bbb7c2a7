# variant: a follower may wait for the next message of its leader to ask
class Reads(Server):
    """Asks for an index when the leader is heard next."""

    replace("handleRead", "self.send(self.leaderId, ReadIndex(self.currentTerm, self.id, client, sequence))", "")
