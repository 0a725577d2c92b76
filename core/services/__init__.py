"""The verbs: the only writers, each with a transaction of its own."""
