# variant: matchIndex and nextIndex may be kept up to date in place; where a probe of a server that joins begins is free
class Membership(Server):
    """Removes who left from both dicts, and adds who joined."""

    def adoptConfiguration(self) -> None:
        index = self.configuration_index()
        self.adopted_configuration = self.log[index].configuration if index else self.base_configuration()
        if self.role != LEADER:
            return
        for gone in set(self.nextIndex) - set(self.followers):
            del self.nextIndex[gone]
            del self.matchIndex[gone]
        for joins in self.followers:
            if joins not in self.nextIndex:
                self.nextIndex[joins], self.matchIndex[joins] = self.log.lastIndex(), 0
