"""Questions about bills."""
