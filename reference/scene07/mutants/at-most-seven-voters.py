# caught by: test_simple_change
class Membership(Server):
    """Refuses an eighth voter."""

    replace("next_configuration", "if current.is_joint or", "if len(voters) > 7 or current.is_joint or")
