# caught by: test_change_that_must_be_refused
class Membership(Server):
    """Compares how many voters there are, so a swap of one for another passes."""

    replace("next_configuration", "len(voters ^ set(current.voters)) > 1", "abs(len(voters) - len(current.voters)) > 1")
