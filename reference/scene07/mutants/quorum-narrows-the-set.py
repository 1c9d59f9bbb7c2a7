# caught by: test_each_side_decides
class Membership(Server):
    """quorum() takes those who do not vote out of the set that it is given: the candidate's votes, say."""

    def quorum(self, servers: set[ServerId]) -> bool:
        configuration = self.configuration()
        decides = True
        for side in (configuration.old_voters or (), configuration.voters):
            if side:
                servers &= set(side)
                decides = decides and 2 * len(servers) > len(side)
        return decides
