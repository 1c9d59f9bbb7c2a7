# variant: a new leader may commit an entry of its own term first, as for a change that an operator asks for
class Membership(Server):
    replace(
        "leaveJoint",
        "self.append_configuration(",
        "if self.log.term(self.commitIndex) != self.currentTerm:\n    return False\nself.append_configuration(",
    )
