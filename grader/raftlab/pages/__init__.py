"""The pages people look at: each is one file, drawn here from a trace of the real engine, and works without a network.

All drawing is in Python, once: strips, panels and the space-time diagram are SVG made by these modules, the same for a
page, for a handout and for the laboratory. The scripts in assets/ only show, hide and relabel what was drawn.
"""
