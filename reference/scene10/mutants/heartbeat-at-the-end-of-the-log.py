# caught by: test_lost_messages_are_found
class Operations(Server):
    """A heartbeat asks for the last entry of the log."""

    replace("send_heartbeat", "prev = self.nextIndex[follower] - 1", "prev = self.log.lastIndex()")
