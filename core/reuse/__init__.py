"""What texts share and what in them is not theirs: pure functions over words and code points."""
