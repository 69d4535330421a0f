"""What happens around every handler, one concern a file."""
