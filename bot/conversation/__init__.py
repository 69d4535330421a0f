"""One message in, one answer out: opens the sealed state, asks the engine, seals the new state."""
