"""Analyse a trace for the pages that draw it."""
