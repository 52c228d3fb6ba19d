"""Encodings are told by the bytes, and said; no byte is lost on the way."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.importers import RowError, detect
from articles.ingest.importers.encodings import UTF_8, Encoding

TEXT = "قال المتحدث إن الوفد سيتوجه غدًا إلى القاهرة لاستكمال المفاوضات، وأضاف «الأمور تسير».\n"


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("cp1256"), "cp1256"),
        ("عنوان قصير".encode("cp1256"), "cp1256"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"only ASCII", "utf-8"),
        (b"", "utf-8"),
        (b"a" * 600_000 + TEXT.encode("cp1256"), "cp1256"),
        (TEXT.encode() * 10 + b"\xff", "utf-8"),
        ("Le café est fermé à l'été.".encode("cp1252"), "cp1252"),
    ],
)
def test_encodings_are_told_apart(content: bytes, codec: str) -> None:
    assert detect(io.BytesIO(content)).codec == codec


@pytest.mark.parametrize(
    ("content", "codec", "stated"),
    [
        (b'<?xml version="1.0" encoding="windows-1256"?>' + TEXT.encode(), "utf-8", "windows-1256"),
        (b'<?xml version="1.0" encoding="UTF-8"?>' + TEXT.encode("cp1256"), "cp1256", "UTF-8"),
        (b'<meta charset="iso-8859-1">' + TEXT.encode("cp1256"), "cp1256", "iso-8859-1"),
        (b'<?xml version="1.0" encoding="utf-8"?>' + TEXT.encode(), "utf-8", ""),
        (b'<?xml version="1.0" encoding="windows-1256"?>' + TEXT.encode("cp1256"), "cp1256", ""),
        ('<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16") + TEXT.encode("utf-16-le"), "utf-16-le", ""),
    ],
)
def test_a_wrong_statement_is_not_believed_and_is_said(content: bytes, codec: str, stated: str) -> None:
    found = detect(io.BytesIO(content))
    assert (found.codec, found.stated) == (codec, stated)
    assert bool(stated) == ("المذكور" in found.note)


@given(
    st.text().filter(lambda text: not text.startswith("\ufeff")),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
    st.booleans(),
)
def test_what_is_cut_out_is_given_back_byte_for_byte(text: str, codec: str, marked: bool) -> None:
    encoding = Encoding(codec)
    content = text.encode(codec)
    stream = encoding.cuttable(io.BytesIO(("\ufeff".encode(codec) if marked else b"") + content))
    assert encoding.as_received(stream.read()) == content


def test_a_character_cut_in_half_at_the_end_of_a_file_hides_nothing_before_it() -> None:
    stream = Encoding("utf-16-le").cuttable(io.BytesIO("نص".encode("utf-16-le") + b"\x06"))
    assert stream.read().decode() == "نص"


def test_bytes_that_are_not_text_say_where() -> None:
    with pytest.raises(RowError, match=r"UTF-8.*2"):
        UTF_8.decode(b"ab\xff")
