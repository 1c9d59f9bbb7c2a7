# caught by: test_hidden_any_sides
class Membership(Server):
    """quorum() remembers the sides until a configuration stands at another index."""

    def quorum(self, servers: set[ServerId]) -> bool:
        index = self.configuration_index()
        if getattr(self, "sides_index", -1) != index:
            configuration = self.configuration()
            self.sides_index = index
            self.sides = (configuration.voters, configuration.old_voters or ())
        return all(2 * len(servers & set(side)) > len(side) for side in self.sides if side)
