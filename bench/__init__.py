"""Measures floors and the product in one run, and prints ratios: `make bench`."""
