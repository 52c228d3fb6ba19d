"""Our backend behind the few names that Haystack's tests know of Elasticsearch's: nothing of it is used elsewhere."""

from pathlib import Path
from typing import Any

from articles.search.backend import SearchBackend, TantivySearchEngine


class Backend(SearchBackend):
    def __init__(self, connection_alias: str, **options: Any) -> None:
        self.index_name = options["INDEX_NAME"]
        super().__init__(connection_alias, PATH=Path(options["URL"], self.index_name), **options)

    def setup(self) -> None:
        """Elasticsearch is told its fields before it takes documents."""
        if self.engine.vacant():
            self.clear()


class Engine(TantivySearchEngine):
    backend = Backend
