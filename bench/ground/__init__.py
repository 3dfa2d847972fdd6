"""What benchmarks stand on: instances, servers as processes, the CPU that these used, and load."""
