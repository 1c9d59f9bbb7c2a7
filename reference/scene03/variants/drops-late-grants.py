# variant: a copy of a counted vote may be dropped before it is counted
class Election(Server):
    """Drops late grants."""

    replace(
        "handleRequestVoteReply",
        "if self.role != CANDIDATE or not reply.voteGranted:",
        "if self.role != CANDIDATE or not reply.voteGranted or reply.voterId in self.votesGranted:",
    )
