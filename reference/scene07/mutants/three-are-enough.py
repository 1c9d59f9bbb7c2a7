# caught by: test_majority_of_the_voters
class Membership(Server):
    """Three servers of a side decide, also of seven."""

    def quorum(self, servers: set[ServerId]) -> bool:
        configuration = self.configuration()
        sides = (configuration.voters, configuration.old_voters or ())
        return all(len(servers & set(side)) >= min(len(side) // 2 + 1, 3) for side in sides if side)
