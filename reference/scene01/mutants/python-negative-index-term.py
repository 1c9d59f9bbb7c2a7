# caught by: test_applied_in_log_order
class StateMachine(Server):
    """Counts entries from 0 on one side and from 1 on the other: index -1 is the last entry, and nothing complains."""

    def applyCommitted(self) -> None:
        entries = list(self.log)
        while self.lastApplied < self.commitIndex:
            command = entries[self.lastApplied - 1].command
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(command)
