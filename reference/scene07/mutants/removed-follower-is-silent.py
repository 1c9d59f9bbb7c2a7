# caught by: test_joint_changes
class Membership(Server):
    """A server that sees its removal appended grants no vote any more."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return self.id in self.configuration().voters and super().isUpToDate(lastLogIndex, lastLogTerm)
