# caught by: test_transfer_ends
class Operations(Server):
    """Each answer of the target gives the transfer more time: a slow target holds up all clients."""

    replace(
        "handleAppendEntriesReply",
        "follower = reply.followerId",
        "follower = reply.followerId\n"
        "if follower == self.transfer_target:\n"
        "    self.setTimer('transfer', self.electionWindow()[0], self.electionWindow()[0])",
    )
