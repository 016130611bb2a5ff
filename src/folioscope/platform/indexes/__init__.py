"""Searchable generations built from chunks; always rebuildable."""
