"""The command line: each module is one command; main.py knows them all and owns the exit codes."""
