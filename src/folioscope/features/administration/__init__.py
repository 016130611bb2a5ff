"""What an administrator is shown of everybody: figures, and no texts."""
