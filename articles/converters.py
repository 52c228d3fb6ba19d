"""Parts of addresses: an Arabic slug (Django's own refuses Arabic), the plural of a kind, the ending of a twin."""

from articles.models import Name


class SlugConverter:
    """Anything up to the next slash: the view redirects a slug that is not the article's own."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class KindConverter:
    """`people` in the address, Name.Kind.PERSON in the view."""

    plurals = {
        Name.Kind.PERSON: "people",
        Name.Kind.PLACE: "places",
        Name.Kind.ORGANIZATION: "organizations",
        Name.Kind.OUTLET: "sources",
        Name.Kind.TOPIC: "topics",
    }
    kinds = {plural: kind for kind, plural in plurals.items()}
    regex = "|".join(kinds)

    def to_python(self, value: str) -> Name.Kind:
        return self.kinds[value]

    def to_url(self, value: str) -> str:
        return self.plurals[Name.Kind(value)]


class TwinConverter:
    """What stands after an article's number in the address of one of its twins."""

    regex = r"json|txt|bib|ris|csl\.json|ninjs\.json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
