"""How a month becomes money: measured, pooled, rated, shared out."""
