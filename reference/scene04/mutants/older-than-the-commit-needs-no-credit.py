# caught by: test_success_raises_match_index
class Replication(Server):
    """Takes no note of a success that ends with an entry of an older term than the last committed one."""

    replace(
        "handleAppendEntriesReply",
        "if reply.success:",
        """if reply.success and self.log.term(reply.matchIndex) < self.log.term(self.commitIndex):
    return
if reply.success:""",
    )
