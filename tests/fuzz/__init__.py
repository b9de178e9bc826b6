"""Fuzzing of the engine, outside of the test run: `script/fuzz`."""
