"""Where a number on a bill comes from."""
