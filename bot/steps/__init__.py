"""Steps of the flow that several use cases take: each works inside the use case's transaction and calls nobody else."""
