"""Waymark: tells migrant victims of crime who shares what, and passes them on without recording who they are."""
