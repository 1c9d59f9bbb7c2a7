# variant: the last configuration is found from the end of the log
class Membership(Server):
    """Searches the log from its end."""

    def adoptConfiguration(self) -> None:
        index = self.configuration_index()
        self.adopted_configuration = self.log[index].configuration if index else self.base_configuration()
        if self.role == LEADER:
            for known, first in ((self.nextIndex, self.log.lastIndex() + 1), (self.matchIndex, 0)):
                for follower in set(known) - set(self.followers):
                    del known[follower]
                for follower in self.followers:
                    known.setdefault(follower, first)
