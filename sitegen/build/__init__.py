"""The build: pipeline, cache, workers, publishing."""
