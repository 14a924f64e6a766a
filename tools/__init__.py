"""What the recipes of the Makefile run besides the product; never installed with it (ADR 0010)."""
