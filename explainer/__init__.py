"""Builds explainer sites whose every fact says who says so, where, and how sure it is."""
