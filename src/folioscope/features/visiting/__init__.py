"""Public chats over one knowledge base, and the visitors who come by their links."""
