# variant: a timer that finds a leader does nothing
class Election(Server):
    """A leader lets its election timer run out."""

    replace("becomeLeader", 'self.cancelTimer("election")', "")
