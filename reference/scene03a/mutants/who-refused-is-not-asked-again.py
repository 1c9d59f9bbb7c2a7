# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Does not ask a server again that has refused in this term."""

    refused: tuple[int, tuple[str, ...]] = (0, ())

    replace(
        "startPreVote",
        "for peer in self.followers:",
        """term, refused = self.refused
for peer in [other for other in self.followers if term != self.currentTerm or other not in refused]:""",
    )

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role == PRE_CANDIDATE and not reply.voteGranted:
            term, names = self.refused
            self.refused = (self.currentTerm, (*names, reply.voterId) if term == self.currentTerm else (reply.voterId,))
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
