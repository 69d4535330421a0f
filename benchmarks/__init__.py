"""Side by side: this project's server and stock Rasa, with one model, one machine and one set of messages."""
