"""Models that are fetched from a hub and kept on this machine."""
