# caught by: test_truncated_configuration_is_no_longer_in_force
class Membership(Server):
    """Falls back by one configuration, though two are cut off."""

    def adoptConfiguration(self) -> None:
        kept = [entry.configuration for entry in self.log if entry.configuration is not None]
        known = getattr(self, "known_configurations", [])
        self.known_configurations = kept
        if len(kept) < len(known):
            kept = known[:-1]
        self.adopted_configuration = kept[-1] if kept else self.base_configuration()
        if self.role == LEADER:
            end = self.log.lastIndex() + 1
            self.nextIndex = {each: self.nextIndex.get(each, end) for each in self.followers}
            self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}
