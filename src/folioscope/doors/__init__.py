"""Ways in; they translate and decide nothing."""
