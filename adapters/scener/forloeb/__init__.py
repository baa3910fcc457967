"""The flows that must succeed: a file for each, from the citizen's form to the last receipt."""
