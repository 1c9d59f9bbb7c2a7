# variant: whether a server leads this term already may be told by the term that becomeLeader notes
class Election(Server):
    """Counts a vote unless it leads the term that it noted when it won, whatever role the kit's variable says."""

    led_term: int = 0

    def becomeLeader(self) -> None:
        self.led_term = self.currentTerm
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()

    replace(
        "handleRequestVoteReply",
        "self.role != CANDIDATE or not reply.voteGranted",
        "self.led_term == self.currentTerm or self.role not in (CANDIDATE, LEADER) or not reply.voteGranted",
    )
