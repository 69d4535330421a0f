"""Placeholder for Keras, see the tensorflow package beside it."""
import tensorflow


def __getattr__(name):
    return getattr(tensorflow, name)
