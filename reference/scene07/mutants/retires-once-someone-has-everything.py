# caught by: test_removed_leader_steps_down
class Membership(Server):
    """Leads on until a follower has its whole log, which may never be while clients call."""

    replace(
        "retire",
        "self.becomeFollower(self.currentTerm)",
        "if max(self.matchIndex.values(), default=0) < self.log.lastIndex():\n"
        "    return False\n"
        "self.becomeFollower(self.currentTerm)",
    )
