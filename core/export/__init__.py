"""Files out: one writer per format, registered in `registry`; each a generator of bytes from one snapshot."""
