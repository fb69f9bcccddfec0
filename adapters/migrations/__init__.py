"""The schema's history. adapters/database.py runs it when a store is opened."""
