# caught by: test_leaving_joint
class Membership(Server):
    """A leader that leaves the joint phase does not tell so."""

    replace("leaveJoint", "return True", "return False")
