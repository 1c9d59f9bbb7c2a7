# caught by: test_each_leadership_starts_anew
class Election(Server):
    """The first answer of a voter stands for all terms."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        self.answers = getattr(self, "answers", {})
        self.answers.setdefault(reply.voterId, reply.voteGranted)
        if self.role != CANDIDATE or not self.answers[reply.voterId]:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
