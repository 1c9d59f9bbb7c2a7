# variant: after a refusal the next attempt may go with the next heartbeat
class Replication(Server):
    """Answers a refusal with the next heartbeat."""

    replace("handleAppendEntriesReply", "self.replicateTo(follower)", "")
