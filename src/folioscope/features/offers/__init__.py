"""Job offers: synced from boards, searched, summarised, exported."""
