"""Rasa's Agent inside this process: quiet, one message at a time, keeping nothing afterwards."""
