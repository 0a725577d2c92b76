"""What two texts share: pure functions over words and code points."""
