"""Function words: those that hold a sentence together and say nothing of what it is about.

Promises: `is_function_word` tells particles, pronouns, demonstratives, question words, the auxiliaries كان and قد, with
و or ف before them or without, and the letters that are joined to words where they stand apart («بـ23»). Refuses to
decide by frequency: قال is frequent, and a word; and whatever headlines are made of: بعد, ضد, غير.
"""

from .letters import normalize

_WORDS = """
    في من إلى على عن مع حتى منذ بين عند لدى
    منه منها منهم فيه فيها فيهم له لها لهم لنا لي لك به بها بهم بك عليه عليها عليهم إليه إليها إليهم عنه عنها عنهم معه معها معهم
    أو أم ثم بل لكن ولكن لأن لأنه لأنها كي لكي حيث كما مثل إذا إذ لو لولا لما كلما بينما حين حينما عندما
    إن أن إنه أنه إنها أنها إنهم أنهم بأن بأنه بأنها لا لم لن ليس ليست ما مما فيما عما بما لما كل أي أية
    قد لقد سوف كان كانت كانوا يكون تكون هو هي هم هن هما أنا نحن أنت أنتم
    هذا هذه هذان هاتان هؤلاء ذلك تلك أولئك ذاك هنا هناك الذي التي الذين اللذان اللتان اللاتي اللواتي
    و ف ب ل ك يا
    هل متى أين كيف كم لماذا ماذا بماذا لمن ممن بم لم مم عم أيهما أيهم ومن وما
"""
_FUNCTION_WORDS = frozenset(map(normalize, _WORDS.split()))


def is_function_word(norm: str) -> bool:
    """For a word that `letters.normalize` gave."""
    return norm in _FUNCTION_WORDS or (norm[:1] in ("و", "ف") and norm[1:] in _FUNCTION_WORDS)
