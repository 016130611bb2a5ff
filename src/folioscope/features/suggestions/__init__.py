"""Questions to ask next, made of what the documents hold."""
