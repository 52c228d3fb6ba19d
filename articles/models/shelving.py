"""The SQL that keeps shelves and tallies (`shelves`) at what articles and mentions say, for both databases.

SQLite's triggers run for each row. PostgreSQL's run once a statement, over all the articles that it touched: these are
locked in the order of their numbers, so that of two who change one article the second sees what the first did.
"""

from __future__ import annotations

TABLES = ("articles_shelved", "articles_nametally", "articles_daytally")
_COLUMNS = ("status", "published_at", "published_on", "date_certainty", "source_id", "dateline_place_id", "dateline_agency_id")
"""Of an article: what decides where it stands and counts."""
_UNDATED = {"sqlite": "'0001-01-01 00:00:00'", "postgresql": "'0001-01-01 00:00:00+00'::timestamptz"}
_MONTH = {"sqlite": "substr({0}, 1, 7)", "postgresql": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM')"}


def wanted(vendor: str, among: str = "") -> str:
    """The SELECT of what should be shelved: article, name, at; `among` narrows `a`, the articles."""
    carried = " UNION ".join(
        f"SELECT a.id, a.{column}, COALESCE(a.published_at, {_UNDATED[vendor]}) FROM articles_article a "
        f"WHERE a.status = 'published' AND a.{column} IS NOT NULL {among}"
        for column in ("source_id", "dateline_place_id", "dateline_agency_id")
    )
    mentioned = (
        f"SELECT a.id, m.name_id, COALESCE(a.published_at, {_UNDATED[vendor]}) FROM articles_article a "
        "JOIN articles_mention m ON m.article_id = a.id "
        f"WHERE a.status = 'published' AND m.state = 'confirmed' AND m.name_id IS NOT NULL {among}"
    )
    return f"{mentioned} UNION {carried}"


def counted(vendor: str) -> dict[str, tuple[str, str]]:
    """Table -> (columns, the SELECT of what it should hold, each key once)."""
    month = _MONTH[vendor].format("at")
    return {
        "articles_shelved": ("article, name, at", wanted(vendor)),
        "articles_nametally": (
            "name, month, articles",
            "SELECT name, '', count(*) FROM articles_shelved GROUP BY name UNION ALL "
            f"SELECT name, {month}, count(*) FROM articles_shelved GROUP BY name, {month}",
        ),
        "articles_daytally": (
            "day, certainty, articles",
            "SELECT published_on, date_certainty, count(*) FROM articles_article WHERE status = 'published' "
            "GROUP BY published_on, date_certainty",
        ),
    }


def astray(vendor: str) -> dict[str, str]:
    """Table -> the SELECT of how many of its rows are not as they should be, or missing."""
    made = {}
    for table, (columns, should) in counted(vendor).items():
        held = f"SELECT {columns} FROM {table}"
        if columns.endswith(", articles"):
            keys = columns.removesuffix(", articles")
            held = f"SELECT {keys}, CAST(sum(articles) AS bigint) FROM {table} GROUP BY {keys} HAVING sum(articles) <> 0"
        both = (
            f"SELECT * FROM ({one}) AS x EXCEPT SELECT * FROM ({other}) AS y" for one, other in ((held, should), (should, held))
        )
        made[table] = f"SELECT count(*) FROM ({' UNION ALL '.join(f'SELECT * FROM ({each}) AS z' for each in both)}) AS wrong"
    return made


def recounting(vendor: str) -> list[str]:
    """Statements that fill the tables anew; no trigger may be there meanwhile, and nobody may write."""
    made = []
    for table, (columns, select) in counted(vendor).items():
        made += [f"DELETE FROM {table}", f"INSERT INTO {table} ({columns}) {select}"]
    return made


# --- SQLite ---------------------------------------------------------------------------------------


def _bump_name(row: str, by: int) -> str:
    month = _MONTH["sqlite"].format(f"{row}.at")
    missing = (
        f"INSERT INTO articles_nametally (name, month, articles) SELECT {row}.name, column1, 0 FROM (VALUES (''), ({month})) "
        f"WHERE NOT EXISTS (SELECT 1 FROM articles_nametally WHERE name = {row}.name AND month = column1); "
    )
    key = f"name = {row}.name AND month IN ('', {month})"
    changed = f"UPDATE articles_nametally SET articles = articles + {by} WHERE {key}; "
    return f"{missing}{changed}" if by > 0 else f"{changed}DELETE FROM articles_nametally WHERE {key} AND articles = 0; "


def _bump_day(row: str, by: int) -> str:
    key = f"day IS {row}.published_on AND certainty = {row}.date_certainty"
    published = f"{row}.status = 'published'"
    missing = (
        f"INSERT INTO articles_daytally (day, certainty, articles) SELECT {row}.published_on, {row}.date_certainty, 0 "
        f"WHERE {published} AND NOT EXISTS (SELECT 1 FROM articles_daytally WHERE {key}); "
    )
    changed = f"UPDATE articles_daytally SET articles = articles + {by} WHERE {published} AND {key}; "
    return f"{missing}{changed}" if by > 0 else f"{changed}DELETE FROM articles_daytally WHERE {key} AND articles = 0; "


def _unshelve(row: str) -> str:
    """Where nothing of the article says the name any more."""
    return (
        f"DELETE FROM articles_shelved WHERE article = {row}.article_id AND name = {row}.name_id "
        f"AND NOT EXISTS (SELECT 1 FROM articles_mention WHERE article_id = {row}.article_id AND name_id = {row}.name_id "
        f"AND state = 'confirmed') AND NOT EXISTS (SELECT 1 FROM articles_article WHERE id = {row}.article_id "
        f"AND {row}.name_id IN (source_id, dateline_place_id, dateline_agency_id)); "
    )


_SHELVE = (
    "INSERT INTO articles_shelved (article, name, at) "
    f"SELECT id, NEW.name_id, COALESCE(published_at, {_UNDATED['sqlite']}) FROM articles_article WHERE id = NEW.article_id "
    "AND status = 'published' AND NEW.state = 'confirmed' AND NEW.name_id IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM articles_shelved WHERE article = NEW.article_id AND name = NEW.name_id); "
)
_SHELVE_CARRIED = (
    "INSERT INTO articles_shelved (article, name, at) "
    f"SELECT NEW.id, name, COALESCE(NEW.published_at, {_UNDATED['sqlite']}) FROM (SELECT NEW.source_id AS name "
    "UNION SELECT NEW.dateline_place_id UNION SELECT NEW.dateline_agency_id) WHERE name IS NOT NULL; "
)
"""A new article is not mentioned yet."""
_SHELVE_ALL = f"INSERT INTO articles_shelved (article, name, at) {wanted('sqlite', 'AND a.id = NEW.id')}; "


def _changed(columns: tuple[str, ...]) -> str:
    return f"({', '.join(f'OLD.{one}' for one in columns)}) IS NOT ({', '.join(f'NEW.{one}' for one in columns)})"


def _sqlite() -> dict[str, str]:
    said = ("state", "name_id", "article_id")
    bodies = {
        "shelved_insert": ("AFTER INSERT ON articles_shelved", _bump_name("NEW", 1)),
        "shelved_delete": ("AFTER DELETE ON articles_shelved", _bump_name("OLD", -1)),
        "mention_insert": ("AFTER INSERT ON articles_mention WHEN NEW.state = 'confirmed'", _SHELVE),
        "mention_delete": ("AFTER DELETE ON articles_mention WHEN OLD.state = 'confirmed'", _unshelve("OLD")),
        "mention_update": (
            f"AFTER UPDATE OF {', '.join(said)} ON articles_mention WHEN {_changed(said)}",
            _unshelve("OLD") + _SHELVE,
        ),
        "article_insert": (
            "AFTER INSERT ON articles_article WHEN NEW.status = 'published'",
            _bump_day("NEW", 1),
        ),
        "article_carrying": (
            "AFTER INSERT ON articles_article WHEN NEW.status = 'published' "
            "AND COALESCE(NEW.source_id, NEW.dateline_place_id, NEW.dateline_agency_id) IS NOT NULL",
            _SHELVE_CARRIED,
        ),
        "article_delete": (
            "AFTER DELETE ON articles_article",
            "DELETE FROM articles_shelved WHERE article = OLD.id; " + _bump_day("OLD", -1),
        ),
        "article_update": (
            f"AFTER UPDATE OF {', '.join(_COLUMNS)} ON articles_article WHEN {_changed(_COLUMNS)}",
            "DELETE FROM articles_shelved WHERE article = NEW.id; " + _SHELVE_ALL + _bump_day("OLD", -1) + _bump_day("NEW", 1),
        ),
    }
    return {
        f"articles_{name}_shelves": f"CREATE TRIGGER articles_{name}_shelves {when} BEGIN {body}END"
        for name, (when, body) in bodies.items()
    }


# --- PostgreSQL -----------------------------------------------------------------------------------


def _added(table: str, keys: str, changes: str) -> str:
    """Adds changes to a tally. Rows that another writer holds stay as they are, and the change stands beside them."""
    same = " AND ".join(f"t.{key} {'IS NOT DISTINCT FROM' if key == 'day' else '='} c.{key}" for key in keys.split(", "))
    return f"""WITH c AS ({changes}), held AS (
        SELECT t.id FROM {table} t JOIN c ON {same} FOR UPDATE OF t SKIP LOCKED
    ), gone AS (DELETE FROM {table} WHERE id IN (SELECT id FROM held) RETURNING {keys}, articles)
    INSERT INTO {table} ({keys}, articles) SELECT {keys}, sum(articles)
    FROM (SELECT {keys}, articles FROM c UNION ALL SELECT {keys}, articles FROM gone) every_row
    GROUP BY {keys} HAVING sum(articles) <> 0;"""


def _function(name: str, returns: str, body: str, declare: str = "") -> str:
    return f"CREATE OR REPLACE FUNCTION {name} RETURNS {returns} LANGUAGE plpgsql AS $$ {declare}BEGIN {body} END $$"


_POSTGRES_FUNCTIONS = (
    _function(
        "articles_shelve(ids bigint[])",
        "void",
        "PERFORM 1 FROM articles_article WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE; "
        + _added(
            "articles_nametally",
            "name, month",
            "SELECT name, month, sum(change) AS articles FROM ("
            "SELECT name, at, -1 FROM articles_shelved WHERE article = ANY(ids) "
            f"UNION ALL SELECT name, at, 1 FROM ({wanted('postgresql', 'AND a.id = ANY(ids)')}) AS now(article, name, at)"
            f") AS changes(name, at, change), LATERAL (VALUES (''), ({_MONTH['postgresql'].format('at')})) AS months(month) "
            "GROUP BY name, month HAVING sum(change) <> 0",
        )
        + "DELETE FROM articles_shelved WHERE article = ANY(ids); "
        + f"INSERT INTO articles_shelved (article, name, at) {wanted('postgresql', 'AND a.id = ANY(ids)')};",
    ),
    _function("articles_recount()", "void", "".join(f"{statement}; " for statement in recounting("postgresql"))),
    _function("articles_truncated()", "trigger", "PERFORM articles_recount(); RETURN NULL;"),
    _function(
        "articles_mentioned()",
        "trigger",
        "IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT DISTINCT article_id FROM new_rows WHERE state = 'confirmed'); "
        "ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT DISTINCT article_id FROM old_rows WHERE state = 'confirmed'); "
        "ELSE ids := ARRAY(SELECT article_id FROM (SELECT id, article_id, name_id, state FROM new_rows EXCEPT "
        "SELECT id, article_id, name_id, state FROM old_rows) AS now UNION SELECT article_id FROM ("
        "SELECT id, article_id, name_id, state FROM old_rows EXCEPT "
        "SELECT id, article_id, name_id, state FROM new_rows) AS before); END IF; "
        "IF cardinality(ids) > 0 THEN PERFORM articles_shelve(ids); END IF; RETURN NULL;",
        "DECLARE ids bigint[]; ",
    ),
)


def _article_changed(event: str) -> str:
    """The function for one event: only an UPDATE has both what was and what is."""
    columns = ", ".join(("id", *_COLUMNS))
    empty = f"SELECT {columns} FROM articles_article WHERE false"
    new = f"SELECT {columns} FROM new_rows" if event != "delete" else empty
    old = f"SELECT {columns} FROM old_rows" if event != "insert" else empty
    count = (
        "SELECT published_on AS day, date_certainty AS certainty, sum(change) AS articles FROM ("
        f"SELECT published_on, date_certainty, 1 AS change FROM ({new}) AS n WHERE status = 'published' UNION ALL "
        f"SELECT published_on, date_certainty, -1 FROM ({old}) AS o WHERE status = 'published') AS changes "
        "GROUP BY published_on, date_certainty HAVING sum(change) <> 0"
    )
    touched = f"SELECT id FROM (({new}) EXCEPT ({old})) AS now UNION SELECT id FROM (({old}) EXCEPT ({new})) AS before"
    return _function(
        f"articles_article_{event}()",
        "trigger",
        f"ids := ARRAY({touched}); IF cardinality(ids) > 0 THEN PERFORM articles_shelve(ids); "
        + _added("articles_daytally", "day, certainty", count)
        + " END IF; RETURN NULL;",
        "DECLARE ids bigint[]; ",
    )


def _postgres() -> dict[str, str]:
    rows = {"insert": "NEW TABLE AS new_rows", "delete": "OLD TABLE AS old_rows"}
    rows["update"] = f"{rows['delete']} {rows['insert']}"
    made = {}
    for event, tables in rows.items():
        for table, function in (("mention", "mentioned"), ("article", f"article_{event}")):
            name = f"articles_{table}_{event}_shelves"
            made[name] = (
                f"CREATE TRIGGER {name} AFTER {event.upper()} ON articles_{table} REFERENCING {tables} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION articles_{function}()"
            )
    for table in ("mention", "article"):
        name = f"articles_{table}_truncate_shelves"
        made[name] = (
            f"CREATE TRIGGER {name} AFTER TRUNCATE ON articles_{table} FOR EACH STATEMENT EXECUTE FUNCTION articles_truncated()"
        )
    return made


def functions(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return []
    return [*_POSTGRES_FUNCTIONS, *(_article_changed(event) for event in ("insert", "update", "delete"))]


def triggers(vendor: str) -> dict[str, str]:
    """Name -> the statement that makes it."""
    return _sqlite() if vendor == "sqlite" else _postgres()
