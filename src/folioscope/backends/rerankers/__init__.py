"""Rerankers: how well each passage answers the query, read together with it."""
