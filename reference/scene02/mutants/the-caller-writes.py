# caught by: test_durable_when_it_returns
class Terms(Server):
    """Leaves writing to observeTerm: who else calls becomeFollower with a newer term finds nothing on the disk."""

    replace("observeTerm", "self.becomeFollower(term)", "self.becomeFollower(term)\nself.persist()")
    replace("becomeFollower", "self.persist()", "")
