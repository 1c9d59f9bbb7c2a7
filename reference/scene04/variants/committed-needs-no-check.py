# variant: what is committed agrees with every later leader's log (Raft Figure 3, Leader Completeness)
class Replication(Server):
    """What is committed agrees with every leader."""

    replace("handleAppendEntries", "if not self.", "if req.prevLogIndex > self.commitIndex and not self.")
