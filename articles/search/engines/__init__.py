"""Search engines, one module each. What they share stands one floor up, in articles.search."""
