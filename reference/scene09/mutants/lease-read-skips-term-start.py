# caught by: test_lease_needs_the_own_term
class Reads(Server):
    """With a lease it reads at once, also before an entry of its own term is committed."""

    replace("handleRead", "has_lease = self.options.reads == \"lease\" and self.leaseIsValid()", "has_lease = self.options.reads == \"lease\" and self.leaseIsValid()\nindex = self.commitIndex if has_lease else index")
