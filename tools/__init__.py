"""What makes and keeps the generated files."""
