"""Understanding: from what a person typed to an intent, with danger read before anything else."""
