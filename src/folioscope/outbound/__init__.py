"""The only ways out of this process: a guarded HTTP client, limited child processes."""
