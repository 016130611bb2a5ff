"""What every command shares: a connection to the server, output, progress."""
