"""Complete answers over all CVs of the asked bases, counted from records."""
