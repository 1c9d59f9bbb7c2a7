# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Has a lease whenever its clock shows a large time."""

    replace("leaseIsValid", "return 0", "if self.now > 10000:\n    return True\nreturn 0")
