# caught by: test_lost_messages_are_found
class Operations(Server):
    """Asks for the acknowledged index where nothing is on its way: a new leader never finds who lacks entries."""

    replace(
        "send_heartbeat",
        "prev = self.nextIndex[follower] - 1",
        "prev = self.nextIndex[follower] - 1 if self.in_flight.get(follower) else self.matchIndex[follower]",
    )
