"""The kinds of number that a rule can be run on, and their units."""
