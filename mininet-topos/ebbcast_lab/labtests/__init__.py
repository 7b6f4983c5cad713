"""Tests that need a running lab; :mod:`ebbcast_lab.scenarios` runs them."""
