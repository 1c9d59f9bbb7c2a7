# caught by: test_batch_has_two_limits
class Operations(Server):
    """Counts the smaller entries behind a large one."""

    replace("next_batch", "break", "continue")
