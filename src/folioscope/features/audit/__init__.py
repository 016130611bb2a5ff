"""Who did what that others may have to answer for: read, unmasked, shared, erased."""
