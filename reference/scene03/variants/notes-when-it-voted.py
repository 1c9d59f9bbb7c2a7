# variant: more may be on the disk than Figure 2 asks for, as hashicorp/raft notes the term of its last vote
class Election(Server):
    """Writes the term of its last vote beside the vote."""

    persistent = (*Server.persistent, "lastVoteTerm")
    lastVoteTerm = 0  # noqa: N815 (hashicorp's name)

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.votedFor in (None, req.candidateId) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor, self.lastVoteTerm = req.candidateId, req.term
            self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
