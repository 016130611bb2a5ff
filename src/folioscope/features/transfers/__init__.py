"""Whole bases out and in, as files that other tools read."""
