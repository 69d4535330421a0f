"""The WhatsApp bridge: Meta's Cloud API on one side, the same conversation as on the web on the other.

A person's number or id exists here between a webhook and its reply, in memory, and nowhere else.
"""
