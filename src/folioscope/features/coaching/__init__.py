"""A chat about one offer with one's own profile in it."""
