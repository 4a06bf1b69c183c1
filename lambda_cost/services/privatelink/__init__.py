"""AWS PrivateLink."""
