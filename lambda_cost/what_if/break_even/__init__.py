"""Where two ways of running a service cost the same."""
