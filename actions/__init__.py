"""Rasa's custom actions, one file a topic. Thin: read slots and entities, call one function, utter response names."""
