"""Measures an archive: how fast it answers, how well it ranks, how it imports, how it grows, how it finds versions of one
story, what its workers weigh.

Everything runs against real parts (database, index, gunicorn); figures are for comparing on one machine,
so the ones that depend on its speed stand beside a peer measured in the same run.
"""

from .against_bare import measure_against_bare
from .altered import plant
from .duplicates import judge_duplicates, measure_duplicates
from .growing import grow
from .importing import measure_import
from .known import ask_headlines, measure_known
from .peer import measure_peer
from .relevance import ask, measure_relevance
from .report import Figure
from .sandbox import sandbox
from .scaling import measure_scale
from .serving import measure_serving
from .workers import measure_lexicon, measure_worker

__all__ = [
    "Figure",
    "ask",
    "ask_headlines",
    "grow",
    "judge_duplicates",
    "measure_against_bare",
    "measure_duplicates",
    "measure_import",
    "measure_known",
    "measure_lexicon",
    "measure_peer",
    "measure_relevance",
    "measure_scale",
    "measure_serving",
    "measure_worker",
    "plant",
    "sandbox",
]
