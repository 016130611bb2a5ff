"""Hybrid retrieval with citations, over several bases."""
