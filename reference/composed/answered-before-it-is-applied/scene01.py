class StateMachine(Server):
    """Applies one entry in each event: slower, and harmless where answers wait for it."""

    replace("applyCommitted", "while self.lastApplied < self.commitIndex:", "if self.lastApplied < self.commitIndex:")
