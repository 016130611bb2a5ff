"""Folders that are followed: what is in them is in a base."""
