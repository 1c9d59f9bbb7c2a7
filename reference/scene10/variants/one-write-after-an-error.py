# variant: the write that is begun again holds the whole log: those under way need not count
class Operations(Server):
    replace(
        "onPersisted",
        "if completion.failed:",
        "if completion.failed:\n"
        "    begun = min([begun, *(at for _, at in self.writes.values())])\n"
        "    self.writes = {}",
    )
