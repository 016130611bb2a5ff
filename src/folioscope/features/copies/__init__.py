"""Safety copies: all that a database and its files hold, in one archive, and the way back."""
