"""Ways to reach somebody, each behind the same Protocol."""
