"""Answers without a language model: the sentences of passages, word for word."""
