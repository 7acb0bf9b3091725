"""Speed, measured beside its limits and peers in alternating rounds: ``python -m tests.benchmarks``."""
