"""What authors need: stubs generated from references, and the proof that a grader is right."""
