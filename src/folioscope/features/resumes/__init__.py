"""CVs as structured profiles, with the place of each field in the document."""
