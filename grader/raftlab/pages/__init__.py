"""The web pages: each is one file, is drawn from a trace of the engine, and works without a network.

Python draws everything: log strips, panels and the space-time diagram are SVG from these modules, shared by pages,
handouts and the laboratory. The scripts in assets/ show, hide and relabel the drawings; only the laboratory's ring of
servers, which moves and fits its room, is drawn by a script.
"""
