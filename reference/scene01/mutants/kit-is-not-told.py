# caught by: test_every_entry_is_applied
class StateMachine(Server):
    """Applies, and does not hand the command on."""

    replace("apply", "super().apply(command)", "")
