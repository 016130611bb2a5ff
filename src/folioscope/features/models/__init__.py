"""Embedding models: which there are, fetching, trying and removing them."""
