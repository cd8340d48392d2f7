"""Text -> terms. `analyzer` composes the steps, one a module; none of them knows an engine."""
