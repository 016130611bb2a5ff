"""Threads, messages, grounded answers."""
