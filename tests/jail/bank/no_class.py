"""Tries: a file without the class that is asked for.

Happens: told with the file.
Told: Rejected: .*no class Commit
"""

class Other:
    pass
