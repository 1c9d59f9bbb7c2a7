# caught by: test_removed_leader_steps_down
class Membership(Server):
    """A leader steps down only if the configuration without it is the last entry that is committed."""

    replace("retire", "self.configuration_index() > self.commitIndex", "self.configuration_index() != self.commitIndex")
