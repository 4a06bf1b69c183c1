"""Many bills at once: one for each combination of values."""
