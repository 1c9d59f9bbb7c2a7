# caught by: test_success_raises_match_index
class Replication(Server):
    """Takes no note of a success that ends below commitIndex: that is committed already."""

    replace(
        "handleAppendEntriesReply",
        "if reply.success:",
        """if reply.success and reply.matchIndex < self.commitIndex:
    return
if reply.success:""",
    )
