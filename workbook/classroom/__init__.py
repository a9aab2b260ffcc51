"""Whole classes: many submissions, untrusted, graded once and remembered."""
