"""What the program's exit says."""

CHECK_FAILED = 1
"""A check that was asked for failed: a budget, a difference, an age."""
WRONG_INPUT = 2
"""The input is wrong or incomplete."""
PROGRAM_ERROR = 70
"""Something happened that nobody expected: a bug."""
INTERRUPTED = 130
"""Ctrl-C, as shells say it."""
TERMINATED = 143
"""SIGTERM, as shells say it: what a time limit and a container that stops send."""
CLOSED_PIPE = 141
"""Whoever read the output has closed it, as `head` does."""
