# variant: the answers to one question may be kept as yes or no for each server, as etcd does
class PreVoting(Server):
    """Keeps the first answer of each server to its question."""

    replace("startPreVote", "self.preVotesGranted = {self.id}", "self.answers = {self.id: True}")
    replace("startPreVote", "if len(self.preVotesGranted) >= self.majority():", "if self.majority() == 1:")

    replace(
        "handlePreVoteReply",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:",
        "if self.role != PRE_CANDIDATE or reply.nextTerm != self.currentTerm + 1:",
    )
    replace(
        "handlePreVoteReply",
        "self.preVotesGranted.add(reply.voterId)\nif len(self.preVotesGranted) >= self.majority():",
        "self.answers.setdefault(reply.voterId, reply.voteGranted)\nif sum(self.answers.values()) == self.majority():",
    )
