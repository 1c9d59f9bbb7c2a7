# caught by: test_new_term_is_durable_on_return
class Terms(Server):
    """Leaves writing to observeTerm: who else calls becomeFollower with a newer term finds nothing on the disk."""

    replace("observeTerm", "self.becomeFollower(term)", "self.becomeFollower(term)\nself.persist()")
    replace("becomeFollower", "self.persist()", "")
