"""How good retrieval and answers are, on the user's own questions."""
