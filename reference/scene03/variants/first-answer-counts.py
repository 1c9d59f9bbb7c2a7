# variant: a voter answers once in a term: its first answer may stand, as etcd records it
class Election(Server):
    """Counts the first answer of each voter."""

    replace(
        "startElection", "def startElection(self) -> None:", "def startElection(self) -> None:\n    self.answers = {}"
    )

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        self.answers = {reply.voterId: reply.voteGranted} | getattr(self, "answers", {})
        if self.role == CANDIDATE and self.answers[reply.voterId]:
            self.votesGranted.add(reply.voterId)
            if len(self.votesGranted) >= self.majority():
                self.becomeLeader()
