"""Keeping nothing: sealed state and the keys that are forgotten."""
