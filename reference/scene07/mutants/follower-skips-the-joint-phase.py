# caught by: test_hidden_explore_joint
class Membership(Server):
    """A server that does not lead uses the new side of a joint configuration alone."""

    def adoptConfiguration(self) -> None:
        self.adopted_configuration = self.base_configuration()
        for entry in self.log:
            if entry.configuration is not None:
                self.adopted_configuration = entry.configuration
        if self.role == LEADER:
            end = self.log.lastIndex() + 1
            self.nextIndex = {each: self.nextIndex.get(each, end) for each in self.followers}
            self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}
        elif self.configuration().is_joint:
            self.adopted_configuration = Configuration(self.configuration().voters, self.configuration().learners)
