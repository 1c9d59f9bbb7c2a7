# caught by: test_removed_leader_steps_down
class Membership(Server):
    """A leader steps down only once each member stores the configuration without it."""

    replace(
        "retire",
        "        self.becomeFollower(self.currentTerm)",
        "        if any(match < self.configuration_index() for match in self.matchIndex.values()):\n"
        "            return False\n"
        "        self.becomeFollower(self.currentTerm)",
    )
