# variant: etcd draws a new timeout whenever it becomes a follower; who learns of a newer term may wait once more
class Election(Server):
    """Restarts its election timer whenever it enters a newer term."""

    replace("becomeFollower", "led = self.role == LEADER", "is_due = self.role == LEADER or term > self.currentTerm")
    replace("becomeFollower", 'if led:\n    self.cancelTimer("heartbeat")', 'self.cancelTimer("heartbeat")\nif is_due:')
