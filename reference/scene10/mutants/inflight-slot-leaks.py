# caught by: test_lost_messages_are_found
class Operations(Server):
    """A refusal leaves the window full."""

    replace("handleAppendEntriesReply", "self.in_flight[follower] = []", "")
