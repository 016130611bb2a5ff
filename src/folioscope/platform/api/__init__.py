"""What every HTTP route shares: problems, dependencies, limits, streams."""
