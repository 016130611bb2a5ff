"""Knowledge bases shared with others, to read or to write."""
