# caught by: test_event_changes_only_what_it_is_about
class Membership(Server):
    """Forgets whom it heard since the last check when it leaves the joint phase."""

    replace("leaveJoint", "return True", "self.active = set()\nreturn True")
