# caught by: test_confirmed_after_arrival
class Reads(Server):
    """Uses a lease also where the option says index."""

    replace("read_point", 'self.options.reads == "lease" and self.leaseIsValid()', "self.leaseIsValid()")
    replace("leaseIsValid", 'self.options.reads != "lease" or ', "")
