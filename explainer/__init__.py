"""Builds explainer sites in which every printed fact says who says so, where, and how sure it is."""
