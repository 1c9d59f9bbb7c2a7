# caught by: test_hidden_any_sides
class Membership(Server):
    """Half of the old voters is enough, if they are even in number and one of them stays."""

    def quorum(self, servers: set[ServerId]) -> bool:
        configuration = self.configuration()
        old, new = set(configuration.old_voters or ()), set(configuration.voters)
        held = 2 * len(servers & old) + bool(old & new)
        return (not old or held > len(old)) and (not new or 2 * len(servers & new) > len(new))
