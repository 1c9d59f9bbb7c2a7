# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """The guard is written and not asked."""

    replace("proposeConfiguration", "target is None or not self.may_change(target)", "target is None")
