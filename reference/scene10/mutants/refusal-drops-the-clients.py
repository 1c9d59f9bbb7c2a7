# caught by: test_refusal_goes_back
class Operations(Server):
    """After a refusal a leader forgets its clients."""

    replace(
        "handleAppendEntriesReply", "self.probing.add(follower)", "self.probing.add(follower)\nself.waiting.clear()"
    )
