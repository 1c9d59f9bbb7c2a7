# caught by: test_joint_changes
class Membership(Server):
    """In elections a majority of the union is enough; commits are counted on each side."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role == CANDIDATE and reply.voteGranted:
            self.votesGranted.add(reply.voterId)
            configuration = self.configuration()
            union = {*configuration.voters, *(configuration.old_voters or ())}
            if 2 * len(self.votesGranted & union) > len(union):
                self.becomeLeader()
