"""The benchmarks of `make bench`. Figures to look at and to compare, never timed assertions."""
