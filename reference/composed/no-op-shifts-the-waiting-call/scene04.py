class Replication(Server):
    """Numbers the calls of its leadership to find their entries: harmless where a leadership has no other entries."""

    def becomeLeader(self) -> None:
        self.entries_before, self.calls = self.log.lastIndex(), 0
        super().becomeLeader()

    replace(
        "handleClientRequest",
        "self.waiting[self.log.lastIndex()] = Waiting",
        "self.calls += 1\nself.waiting[self.entries_before + self.calls] = Waiting",
    )
