"""Everything replaceable: one folder a port, one file a backend."""
