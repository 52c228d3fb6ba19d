"""Stands in for Elasticsearch's client, which Haystack's tests use to empty the index and to look into it from outside.

It knows where our engine keeps an index, and reads and removes the files themselves; the backend under test has no part
in it.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import tantivy

__version__ = (7, 17, 0)


class TransportError(Exception):
    pass


class NotFoundError(TransportError):
    pass


class Elasticsearch:
    def __init__(self, url: str) -> None:
        self._url = Path(url)
        self.indices = self

    def _folder(self, index: str) -> Path:
        try:
            return self._url / index / (self._url / index / "CURRENT").read_text().strip()
        except FileNotFoundError:
            raise NotFoundError(index) from None

    def delete(self, index: str) -> None:
        self._folder(index)
        shutil.rmtree(self._url / index)

    def refresh(self) -> None:
        """What is committed is seen at once."""

    def get_mapping(self, index: str) -> list[dict[str, Any]]:
        return json.loads((self._folder(index) / "meta.json").read_text())["schema"]

    def search(self, q: str, index: str) -> dict[str, Any]:
        """Everything, as Elasticsearch answers `*:*`: the only question that the tests ask."""
        if q != "*:*":
            raise NotImplementedError(q)
        searcher = tantivy.Index.open(str(self._folder(index))).searcher()
        found = searcher.search(tantivy.Query.all_query(), 1000)
        stored = [json.loads(bytes(searcher.doc(address)["stored"][0])) for _, address in found.hits]
        return {"hits": {"total": {"value": found.count}, "hits": [{"_source": document} for document in stored]}}
