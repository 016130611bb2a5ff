"""Engine, session, column types."""
