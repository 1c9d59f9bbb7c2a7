# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Begins a failed write again only where no other is under way."""

    replace(
        "onPersisted",
        "if completion.failed:",
        "if completion.failed and self.writes:\n    pass\nelif completion.failed:",
    )
