"""Who did what that others may have to answer for: unmasked, erased, shared."""
