# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """A candidate that is refused tries again at once."""

    replace(
        "handleRequestVoteReply",
        "if self.role != CANDIDATE or not reply.voteGranted:",
        "if self.role == CANDIDATE and not reply.voteGranted and len(self.cluster) > 3:\n"
        "    self.setTimer('election', 1, 20)\nif self.role != CANDIDATE or not reply.voteGranted:",
    )
