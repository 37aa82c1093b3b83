"""Tests of the body that are measured repetition by repetition, with an opinion and its limits."""
