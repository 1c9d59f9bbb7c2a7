# caught by: test_every_role_answers
class PreVoting(Server):
    """A refused pre-candidate takes the refusal for a sign of a leader."""

    replace(
        "handlePreVoteReply",
        "if self.role",
        """if self.role == PRE_CANDIDATE and not reply.voteGranted:
    self.heardAt = self.now
if self.role""",
    )
