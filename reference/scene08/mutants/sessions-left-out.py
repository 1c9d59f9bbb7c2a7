# caught by: test_sessions_are_in_the_snapshot
class Snapshots(Server):
    """Saves the machine without its sessions."""

    def takeSnapshot(self, index: int) -> None:
        last, sessions = self.lastApplied, self.sessions
        self.sessions = {}
        snapshot = Snapshot(last, self.log.term(last), self.last_configuration(last), self.machine_text())
        self.sessions = sessions
        if self.saveSnapshot(snapshot):
            self.log.compactTo(index)
            self.persist()
