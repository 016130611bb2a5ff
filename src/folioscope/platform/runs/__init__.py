"""Durable runs: queue, executor, events, streams."""
