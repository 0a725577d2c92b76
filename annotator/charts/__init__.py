"""Charts: each a small function from plain figures to a `Chart`, drawn on the server. `core` knows nothing of them."""
