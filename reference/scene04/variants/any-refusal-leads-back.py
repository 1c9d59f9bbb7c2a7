# variant: a late refusal may be taken for a new one; the leader then tries below it once more, and comes back
class Replication(Server):
    """Tries below every refused index, also where it has gone further back since."""

    replace("handleAppendEntriesReply", "elif reply.prevLogIndex == self.nextIndex[follower] - 1:", "else:")
