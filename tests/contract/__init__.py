"""Our requests and the local Spark's answers against Volue's OpenAPI file."""
