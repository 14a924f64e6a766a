"""Prepare, second-check and release a package to named recipients."""
