"""Designs as data: knobs with units, the workloads that try them, and the run that measures each design."""
