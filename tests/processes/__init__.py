"""Real processes for benchmarks and crash tests: databases of their own, servers, a lean client."""
