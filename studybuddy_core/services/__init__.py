"""Use cases: what people do, with who may do it."""
