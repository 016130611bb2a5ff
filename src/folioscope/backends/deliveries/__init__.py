"""What brings runs to the processes that execute them."""
