"""Data transfer."""
