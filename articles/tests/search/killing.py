"""A program for test_kill: three processes read an archive, two write to it, and a writer is killed again and again.

    python -m articles.tests.search.killing FOLDER SEED KILLS

The archive is the one that the environment names. Everything runs for real: the readers ask through the API, the
writers save as editors do, bring a backlog into the index and rebuild it. Each process is forked from this one, which
has loaded everything and opened nothing, so that a killed writer is back within milliseconds. Prints one JSON object;
FOLDER takes what readers found wrong and what writers were told is saved.
"""

from __future__ import annotations

import json
import mmap
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

READERS, WRITERS = 3, 2
STILL = 30
"""Articles that nobody touches; as many are edited all the time, each by one of the writers."""
PHASES = ("saving", "syncing", "rebuilding")
LONGEST = {"saving": 0.08, "syncing": 0.25, "rebuilding": 0.35}
"""Seconds after a phase began within which its writer is killed: about as long as the phase takes."""
PHASE, FLAG, STOP = 0, 64, 8000
"""Where in the shared memory: what each writer does, whether an article is withdrawn, and the end."""
WITHDRAWN, BETWEEN, PUBLISHED = 2, 1, 0


class Shared:
    def __init__(self, folder: Path, seed: int) -> None:
        self.memory = mmap.mmap(-1, 8192)
        self.folder = folder
        self.seed = seed

    def note(self, name: str, **what: Any) -> None:
        """Appends a line that outlives this process."""
        line = json.dumps(what, ensure_ascii=False) + "\n"
        file = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, line.encode())
        os.close(file)

    def noted(self, name: str) -> list[dict[str, Any]]:
        path = self.folder / name
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    @property
    def stopped(self) -> bool:
        return bool(self.memory[STOP])


def fork(work: Callable[..., None], *arguments: Any) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work(*arguments)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


# --- the archive ----------------------------------------------------------------------------------


def own(number: int) -> str:
    """The word that this article has and no other."""
    return f"k{number}z"


def make() -> None:
    from articles.models import Article
    from articles.search import sync

    for number in range(3 * STILL):
        Article(headline=f"خبر {own(number)}", body="كلمة مشتركة.", status="published").save()
    sync.rebuild()


# --- reading --------------------------------------------------------------------------------------


def read(shared: Shared, number: int) -> None:
    from django.test import Client

    chance = random.Random(f"{shared.seed} reader {number}")
    client = Client(raise_request_exception=False)
    asked = Counter[str]()
    while not shared.stopped:
        question = chance.choice([_known, _known, _common, _withdrawn, _page])
        asked[question.__name__] += 1
        if problem := question(shared, client, chance):
            shared.note("wrong", reader=number, question=question.__name__, problem=problem, at=time.time())
    shared.note("asked", **asked)


def _ask(client: Any, **query: Any) -> Any:
    response = client.get("/api/v1/articles", {"limit": 50, **query})
    if response.status_code != 200:
        raise LookupError(f"{query}: {response.status_code} {response.content[:300]!r}")
    return response.json()


def _answered(question: Callable[..., str]) -> Callable[..., str]:
    def ask(*arguments: Any) -> str:
        try:
            return question(*arguments)
        except LookupError as error:
            return str(error)

    ask.__name__ = question.__name__.strip("_")
    return ask


@_answered
def _known(shared: Shared, client: Any, chance: random.Random) -> str:
    """An article that is published all the time is found by its word, and nothing else is."""
    word = own(chance.randrange(2 * STILL))
    found = [result["headline"] for result in _ask(client, q=word)["results"]]
    return "" if found == [f"خبر {word}"] else f"{word}: {found}"


@_answered
def _common(shared: Shared, client: Any, chance: random.Random) -> str:
    """A word that every article has finds them all; those with all words are not more than those with some."""
    answer = _ask(client, q="مشتركة كلمة", sort="newest")
    if answer["total"] < 2 * STILL or not answer["results"]:
        return f"total {answer['total']}"
    return f"{answer['total_all_words']} of {answer['total']}" if answer["total_all_words"] > answer["total"] else ""


@_answered
def _withdrawn(shared: Shared, client: Any, chance: random.Random) -> str:
    number = chance.randrange(2 * STILL, 3 * STILL)
    before = shared.memory[FLAG + number]
    found = [result["headline"] for result in _ask(client, q=own(number))["results"]]
    if before != shared.memory[FLAG + number] or before == BETWEEN:
        return ""  # it changed while it was asked for
    return f"{own(number)} is withdrawn, and found" if before == WITHDRAWN and found else ""


@_answered
def _page(shared: Shared, client: Any, chance: random.Random) -> str:
    response = client.get("/search", {"q": own(chance.randrange(2 * STILL))})
    return "" if response.status_code == 200 and "<mark>" in response.content.decode() else f"page: {response.status_code}"


# --- writing --------------------------------------------------------------------------------------


def write(shared: Shared, number: int, life: int) -> None:
    chance = random.Random(f"{shared.seed} writer {number} {life}")
    while not shared.stopped:
        phase = chance.choices(PHASES, [6, 2, 1])[0]
        shared.memory[PHASE + number] = 1 + PHASES.index(phase)
        _WORK[phase](shared, number, chance)
        shared.memory[PHASE + number] = 0


def _saving(shared: Shared, number: int, chance: random.Random) -> None:
    from articles.models import Article

    work = chance.choice(["edit", "edit", "edit", "new", "withdraw", "delete"])
    if work == "edit":
        article = _one_of(number, chance, STILL)
        article.body = f"كلمة مشتركة، صيغة v{article.pk}n{article.version + 1}."
        article.save()
        shared.note("saved", pk=article.pk, version=article.version, word=own(article.pk - 1))
    elif work == "withdraw":
        article = _one_of(number, chance, 2 * STILL)
        flag = FLAG + article.pk - 1
        shared.memory[flag] = BETWEEN
        article.status = "withdrawn" if article.is_published else "published"
        article.save()
        shared.memory[flag] = PUBLISHED if article.is_published else WITHDRAWN
        shared.note("saved", pk=article.pk, version=article.version, word="")
    elif work == "new":
        word = f"n{time.time_ns()}w{number}"
        article = Article(headline=f"خبر {word}", body="كلمة مشتركة.", status="published")
        article.save()
        shared.note("saved", pk=article.pk, version=article.version, word=word)
    elif gone := Article.objects.filter(pk__gt=3 * STILL).order_by("?").first():
        shared.note("deleted", pk=gone.pk)
        gone.delete()


def _one_of(number: int, chance: random.Random, first: int) -> Any:
    """One of the articles from `first` that only this writer edits; their numbers begin with 1."""
    from articles.models import Article

    return Article.objects.get(pk=1 + chance.choice(range(first + number, first + STILL, WRITERS)))


def _syncing(shared: Shared, number: int, chance: random.Random) -> None:
    from articles.models import Article
    from articles.search import Busy, sync

    sync.QueuedDocument.add(Article.objects.values_list("pk", flat=True))
    try:
        sync.drain(wait=2)
    except Busy:
        shared.note("busy", writer=number)


def _rebuilding(shared: Shared, number: int, chance: random.Random) -> None:
    from articles.search import Busy, sync

    try:
        sync.rebuild()
    except Busy:
        shared.note("busy", writer=number)


_WORK = {"saving": _saving, "syncing": _syncing, "rebuilding": _rebuilding}


# --- killing --------------------------------------------------------------------------------------


def kill(shared: Shared, kills: int) -> Counter[str]:
    """Kills a writer in each phase in turn, at a random moment of it; returns what was killed."""
    chance = random.Random(shared.seed)
    lives = [fork(write, shared, number, 0) for number in range(WRITERS)]
    killed = Counter[str]()
    for life in range(1, kills + 1):
        number = _writer_in(shared, PHASES[life % len(PHASES)], chance)
        time.sleep(chance.uniform(0, LONGEST[PHASES[life % len(PHASES)]]))
        doing = shared.memory[PHASE + number]
        os.kill(lives[number], signal.SIGKILL)
        _, status = os.waitpid(lives[number], 0)
        if not os.WIFSIGNALED(status):
            shared.note("wrong", writer=number, problem=f"ended by itself: {status}")
        killed[PHASES[doing - 1] if doing else "between"] += 1
        lives[number] = fork(write, shared, number, life)
    shared.memory[STOP] = 1
    for number, writer in enumerate(lives):
        if os.waitpid(writer, 0)[1]:
            shared.note("wrong", writer=number, problem="failed")
    return killed


def _writer_in(shared: Shared, phase: str, chance: random.Random) -> int:
    deadline = time.monotonic() + 5
    wanted = 1 + PHASES.index(phase)
    while time.monotonic() < deadline:
        doing = [number for number in range(WRITERS) if shared.memory[PHASE + number] == wanted]
        if doing:
            return chance.choice(doing)
        time.sleep(0.001)
    return chance.randrange(WRITERS)


def lost(shared: Shared) -> None:
    """Says what was acknowledged as saved and is not there as saved, or is not found."""
    from django.test import Client

    from articles.models import Article
    from articles.search import sync

    sync.drain(wait=60)
    client = Client()
    gone = {line["pk"] for line in shared.noted("deleted")}
    for line in shared.noted("saved"):
        article = Article.objects.filter(pk=line["pk"]).first()
        if article is None or article.version < line["version"]:
            if line["pk"] not in gone:
                shared.note("lost", **line)
        elif line["word"] and [result["id"] for result in _ask(client, q=line["word"])["results"]] != [line["pk"]]:
            shared.note("lost", **line, problem="not found")


def main(folder: Path, seed: int, kills: int) -> None:
    django.setup()
    from articles import arabic

    arabic.open_lexicon()
    shared = Shared(folder, seed)
    begun = time.monotonic()
    os.waitpid(fork(make), 0)
    readers = [fork(read, shared, number) for number in range(READERS)]
    killed = kill(shared, kills)
    failed = [reader for reader in readers if os.waitpid(reader, 0)[1]]
    os.waitpid(fork(lost, shared), 0)
    print(
        json.dumps(
            {
                "kills": killed.total(),
                "killed": killed,
                "seconds": round(time.monotonic() - begun),
                "asked": sum((Counter(line) for line in shared.noted("asked")), Counter()),
                "saved": len(shared.noted("saved")),
                "wrong": shared.noted("wrong"),
                "lost": shared.noted("lost"),
                "readers_failed": len(failed),
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
