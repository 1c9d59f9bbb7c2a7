# caught by: test_failed_write_is_repeated
class Operations(Server):
    """With a window, it does not write again after an error."""

    replace(
        "onPersisted",
        "if completion.failed:",
        "if completion.failed and self.options.window_messages:\n    pass\nelif completion.failed:",
    )
