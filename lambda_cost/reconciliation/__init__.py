"""A bill explained to the last digit: what it would be at list prices, and every step from there to what was charged."""
