# caught by: test_every_entry_is_applied
class StateMachine(Server):
    """Applies one entry, and leaves the others to the next event."""

    replace("applyCommitted", "while self.lastApplied < self.commitIndex:", "if self.lastApplied < self.commitIndex:")
