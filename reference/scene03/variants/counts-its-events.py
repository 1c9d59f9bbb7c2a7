# variant: a server may count in its own state, although the explorer then meets no state twice
class Election(Server):
    """Counts the events that it has seen, and decides nothing by it."""

    def settle(self) -> None:
        super().settle()
        self.events_seen = getattr(self, "events_seen", 0) + 1
