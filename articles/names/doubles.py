"""x"""

from dataclasses import dataclass


@dataclass
class Pair:
    pass


def declare_distinct():
    pass


def likely_doubles():
    pass
