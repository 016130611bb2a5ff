"""Synthetic CVs, so that there is something to try."""
