# caught by: test_late_pre_votes_do_not_count
class PreVoting(Server):
    """Only an election clears the pre-votes: grants of older terms stay."""

    replace(
        "__init__",
        "self.preVotesGranted: set[ServerId] = set()",
        "self.preVotesGranted: set[ServerId] = set()\nself.supporters: set[ServerId] = set()",
    )

    replace(
        "startPreVote",
        "self.preVotesGranted = {self.id}",
        "self.preVotesGranted = {self.id}\nself.supporters.add(self.id)",
    )

    replace(
        "handlePreVoteReply",
        "if len(self.preVotesGranted) >= self.majority():",
        "self.supporters.add(reply.voterId)\nif len(self.supporters) >= self.majority():\n    self.supporters = set()",
    )
