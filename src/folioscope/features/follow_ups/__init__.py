"""Questions of a conversation, spelled out so that they stand alone; and small talk."""
