"""Which changes bring a bill under a budget."""
