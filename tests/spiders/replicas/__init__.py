"""Small replicas of the outlets: one module each, with a `REPLICA`."""
