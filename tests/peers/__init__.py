"""Programs that nobody here wrote, run against ours: part of `make test-all`."""
