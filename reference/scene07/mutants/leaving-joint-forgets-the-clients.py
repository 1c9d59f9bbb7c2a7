# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Forgets the clients that wait when it leaves the joint phase."""

    replace("leaveJoint", "return True", "self.waiting = {}\nreturn True")
