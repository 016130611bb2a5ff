"""Self-hosted chat over career documents, in which every answer shows the line it came from."""
