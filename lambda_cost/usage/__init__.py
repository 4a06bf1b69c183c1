"""What happened: traffic for the resources that a template describes."""
