# variant: the same count written with a majority number
class Membership(Server):
    """Counts each side against its own majority."""

    def quorum(self, servers: set[ServerId]) -> bool:
        configuration = self.configuration()
        for side in (configuration.old_voters, configuration.voters):
            if side and sum(voter in servers for voter in side) < len(side) // 2 + 1:
                return False
        return True
