"""What is true: the domain, its rules and its store. Speaks no HTTP and never imports `annotator`."""
