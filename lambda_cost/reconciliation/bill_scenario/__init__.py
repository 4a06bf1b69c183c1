"""A month of a bill as a scenario: what was used becomes resources, and what a bill cannot tell is asked for."""
