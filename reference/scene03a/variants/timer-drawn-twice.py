# variant: a timer may be started twice
class PreVoting(Server):
    """A leader that steps down draws a new timeout twice."""

    replace("checkQuorum", "self.leaderId = None", "self.leaderId = None\nself.resetElectionTimer()")
