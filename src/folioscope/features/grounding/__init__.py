"""What an answer rests on: its marks, its claims, and where they stand in the sources."""
