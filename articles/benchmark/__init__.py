"""Measures an archive: how fast it answers, how well it ranks, how it imports, what its workers weigh.

Everything runs against real parts (database, index, gunicorn); figures are for comparing on one machine,
so the ones that depend on its speed stand beside a peer measured in the same run.
"""

from .importing import measure_import
from .relevance import ask, measure_relevance
from .report import Figure
from .serving import measure_serving
from .workers import measure_lexicon, measure_worker

__all__ = ["Figure", "ask", "measure_import", "measure_lexicon", "measure_relevance", "measure_serving", "measure_worker"]
