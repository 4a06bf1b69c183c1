"""What really ran: logs and metrics of functions and APIs, added up exactly."""
