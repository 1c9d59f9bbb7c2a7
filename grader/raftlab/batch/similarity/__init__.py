"""Who may have copied from whom: the written parts of a class's texts compared, and shown side by side."""
