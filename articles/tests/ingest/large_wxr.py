"""A WordPress export of any size, for measuring: `python -m articles.tests.ingest.large_wxr MEGABYTES FILE [SOURCE…]`.

Posts are made of the demo articles, or of the articles in the sources: zip archives or files of JSON arrays with
`title` and `content`. As in real exports about half of the bytes are comments, custom fields and attachments.
"""

import itertools
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[3]
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.4.3" created="2024-05-10 10:00" -->
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
	<title>مدوّنة الواحة</title>
	<link>https://waha.example</link>
	<language>ar</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[salma]]></wp:author_login>"""
HEAD += """<wp:author_display_name><![CDATA[سلمى النجار]]></wp:author_display_name></wp:author>
"""
POST = """	<item>
		<title><![CDATA[{title}]]></title>
		<link>https://waha.example/?p={number}</link>
		<pubDate>Fri, 10 May 2024 09:00:00 +0000</pubDate>
		<dc:creator><![CDATA[salma]]></dc:creator>
		<guid isPermaLink="false">https://waha.example/?p={number}</guid>
		<description></description>
		<content:encoded><![CDATA[{body}]]></content:encoded>
		<excerpt:encoded><![CDATA[]]></excerpt:encoded>
		<wp:post_id>{number}</wp:post_id>
		<wp:post_date><![CDATA[2024-05-10 12:00:00]]></wp:post_date>
		<wp:post_date_gmt><![CDATA[2024-05-10 09:00:00]]></wp:post_date_gmt>
		<wp:status><![CDATA[publish]]></wp:status>
		<wp:post_type><![CDATA[{kind}]]></wp:post_type>
		<category domain="category" nicename="news"><![CDATA[أخبار]]></category>
		<wp:postmeta><wp:meta_key><![CDATA[_edit_last]]></wp:meta_key><wp:meta_value><![CDATA[1]]></wp:meta_value></wp:postmeta>
{more}	</item>
"""
COMMENT = "		<wp:comment><wp:comment_id>{number}</wp:comment_id>"
COMMENT += "<wp:comment_content><![CDATA[{text}]]></wp:comment_content></wp:comment>\n"


def texts(sources: list[Path]) -> Iterator[tuple[str, str]]:
    """Headlines and bodies, over and over."""
    found: list[tuple[str, str]] = []
    for source in sources:
        if zipfile.is_zipfile(source):
            with zipfile.ZipFile(source) as archive:
                contents = [archive.read(name) for name in archive.namelist()]
        else:
            contents = [source.read_bytes()]
        found += [(row["title"], row["content"]) for content in contents for row in json.loads(content)]
    if not sources:
        rows = json.loads((ROOT / "fixtures" / "demo.json").read_text(encoding="utf-8"))
        found = [(row["fields"]["headline"], row["fields"]["body"]) for row in rows if row["model"] == "articles.article"]
    return itertools.cycle([(title, body) for title, body in found if title.strip() and body.strip()])


def write(path: Path, megabytes: float, sources: list[Path] | None = None) -> int:
    """Posts written."""
    posts = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number, (title, text) in enumerate(texts(sources or []), start=1):
            if file.tell() >= megabytes * 1_000_000:
                break
            paragraphs = text.replace("]]>", "").split("\n")
            body = "\n\n".join(f"<!-- wp:paragraph -->\n<p>{escape(line)}</p>\n<!-- /wp:paragraph -->" for line in paragraphs)
            more = "".join(COMMENT.format(number=number, text=escape(line)) for line in paragraphs)
            file.write(POST.format(title=f"{title} ({number})", number=number, body=body, kind="post", more=more))
            posts += 1
            if number % 3 == 0:
                file.write(POST.format(title="صورة", number=f"{number}000000", body="", kind="attachment", more=""))
        file.write("</channel>\n</rss>\n")
    return posts


if __name__ == "__main__":
    print(write(Path(sys.argv[2]), float(sys.argv[1]), [Path(name) for name in sys.argv[3:]]))
