"""The labs' own modules (message types), importable as raftlab.labs.<scene>.<module> wherever the kit's files lie."""

from raftlab.kit import find_kit

__path__ = [str(find_kit().labs)]
