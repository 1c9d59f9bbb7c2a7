# caught by: test_refused_request_changes_nothing
class Membership(Server):
    """Writes to the disk before it looks whether it may."""

    replace("proposeConfiguration", "        target =", "        self.persist()\n        target =")
