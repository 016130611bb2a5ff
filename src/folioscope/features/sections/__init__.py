"""The structure of CVs: their sections and entries, by rules or by a language model."""
