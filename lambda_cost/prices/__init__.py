"""What each unit costs, where, and since when."""
