"""What carries hints from one process to the others."""
