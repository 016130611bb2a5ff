"""Every setting, typed, read from the environment or ``.env``."""
