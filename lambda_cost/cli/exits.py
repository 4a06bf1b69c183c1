"""What the program's exit says."""

CHECK_FAILED = 1
"""A check that was asked for failed: a budget, a difference, an age."""
WRONG_INPUT = 2
"""The input is wrong or incomplete."""
