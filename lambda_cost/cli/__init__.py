"""The front door: a command is a signature, a help text, and three lines: read, call, show."""
