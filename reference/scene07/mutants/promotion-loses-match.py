# caught by: test_remaining_servers_keep_match_index
class Membership(Server):
    """A learner that becomes a voter begins at 0."""

    def adoptConfiguration(self) -> None:
        learners = self.configuration().learners
        self.adopted_configuration = self.base_configuration()
        for entry in self.log:
            if entry.configuration is not None:
                self.adopted_configuration = entry.configuration
        if self.role == LEADER:
            end, voters = self.log.lastIndex() + 1, self.configuration().voters
            known = {
                each: 0 if each in learners and each in voters else match for each, match in self.matchIndex.items()
            }
            self.nextIndex = {each: self.nextIndex.get(each, end) for each in self.followers}
            self.matchIndex = {each: known.get(each, 0) for each in self.followers}
