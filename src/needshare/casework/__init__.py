"""Worklists and the page of one case: reads every stage, writes none."""
