"""SVG drawings that several pages use."""
