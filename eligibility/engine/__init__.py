"""The rule language: pure, without clock, network, database or Django. Use ``eligibility.engine.api``."""
