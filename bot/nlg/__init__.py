"""Saying it: reviewed English texts, translated by gettext catalogs, made into blocks."""
