"""Questions about bills: many scenarios at once, and what is not known exactly."""
