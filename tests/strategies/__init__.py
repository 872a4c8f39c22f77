"""Strategies that build valid values by construction; a test that needs a broken one breaks it itself."""
