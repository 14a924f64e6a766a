"""What is asked of those who add material and of those who record and find people."""
