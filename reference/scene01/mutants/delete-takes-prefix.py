# caught by: test_put_get_append_delete
class StateMachine(Server):
    """Deletes all keys that begin so."""

    replace(
        "execute",
        "self.machine.pop(key, None)",
        "for each in [k for k in self.machine if k.startswith(key)]:\n    del self.machine[each]",
    )
