"""Erasing what is kept of a document, a person or a user, with a receipt; retention."""
