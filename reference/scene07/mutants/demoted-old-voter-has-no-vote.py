# caught by: test_learners_count_for_nothing
class Membership(Server):
    """An old voter that becomes a learner no longer counts on the old side."""

    def quorum(self, servers: set[ServerId]) -> bool:
        configuration = self.configuration()
        old = set(configuration.old_voters or ()) - set(configuration.learners)
        sides = (set(configuration.voters), old)
        return all(2 * len(servers & side) > len(side) for side in sides if side)
