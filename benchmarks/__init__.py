"""What the generator is measured by: `python -m benchmarks --help` says how."""
