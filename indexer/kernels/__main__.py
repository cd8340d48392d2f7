"""Compiles the loops, for whoever loads them next."""

from indexer.kernels import load

load()
