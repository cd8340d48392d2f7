"""The Whoosh engine: the only package that imports whoosh."""

from indexer.engines.whoosh.engine import WhooshEngine, WhooshFactory

__all__ = ["WhooshEngine", "WhooshFactory"]
