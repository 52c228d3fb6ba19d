"""x"""


class Sought:
    pass


def seek():
    pass


def sought():
    pass
