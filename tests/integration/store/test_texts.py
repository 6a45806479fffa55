"""What was read in photos: kept, searched in any script, gone with its photo."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from albumen.store.records import ModelKind, ModelRecord, PhotoFilter, TextTerm
from albumen.store.store import Store, Transaction
from albumen.types import EncoderIdentity, UtilityKind
from tests.shelf import Shelf
from tests.signals import signals
from tests.text_lines import text_line


def _reader(store: Store, tag: str = "1") -> ModelRecord:
    with store.write() as tx:
        return tx.models.add(EncoderIdentity("reader", tag, "p1"), sha256="a" * 64, kind=ModelKind.READER)


def _read(shelf: Shelf, path: str, *lines: str, reader: ModelRecord | None = None) -> int:
    """File a receipt on which these lines stand."""
    photo_id, reader = shelf.put(path), reader or _reader(shelf.store)
    with shelf.store.write() as tx:
        heads = tx.models.add(EncoderIdentity("heads", "1", "1"), sha256="c" * 64, kind=ModelKind.ANALYSER)
        tx.signals.save({photo_id: signals(kind=UtilityKind.RECEIPT)}, heads.id)
        tx.texts.save(photo_id, reader.id, [text_line(line) for line in lines])
        tx.jobs.finish([photo_id], reader.id)
    return photo_id


def _find(store: Store, *terms: str | TextTerm) -> list[int]:
    parsed = tuple(TextTerm(term) if isinstance(term, str) else term for term in terms)
    with store.read() as tx:
        return tx.photos.filtered_ids(PhotoFilter(text=parsed)).tolist()


def test_lines_come_back_as_they_were_read(shelf: Shelf) -> None:
    lines = [text_line("Café «Zum Bären»", top=20.0, score=0.8123), text_line("東京駅", top=40.0)]
    photo_id, reader = shelf.put("a.jpg"), _reader(shelf.store)
    with shelf.store.write() as tx:
        tx.texts.save(photo_id, reader.id, lines)
    with shelf.store.read() as tx:
        assert tx.texts.find(photo_id) == (reader.id, tuple(lines))
        assert tx.texts.find(4711) is None


def test_a_photo_without_text_was_read_all_the_same(shelf: Shelf) -> None:
    photo_id = _read(shelf, "a.jpg")
    with shelf.store.read() as tx:
        assert tx.texts.find(photo_id) == (1, ())
        assert not tx.texts.is_empty()


def test_an_empty_library_holds_no_text(store: Store) -> None:
    with store.read() as tx:
        assert tx.texts.is_empty()
        assert tx.texts.find_due() == []
        assert tx.texts.first_lines([], 2) == {}
        assert tx.texts.is_index_whole()
    assert _find(store, "total") == []


@pytest.mark.parametrize(
    ("line", "term", "is_found"),
    [
        ("INVOICE 2023-117", "invoice", True),
        ("Crème brûlée 4,50", "creme brulee", True),
        ("Crème brûlée 4,50", "brulee creme", False),  # a phrase keeps its order
        ("GRÖSSE", "größe", True),
        ("ガソリン", "カソリン", False),  # a voicing mark is no accent
        ("영수증 12,000", "영수증", True),
        ("１２３４円", "1234", True),
        ("Ναός του Ποσειδώνα", "ναος", True),
        ("СЧЁТ № 7", "счет", True),
        ("東京駅 改札口", "京駅", True),
        ("東京駅", "駅京", False),
        ("合計¥1,200", "合計", True),
        ("ใบเสร็จรับเงิน", "รับเงิน", True),
        ("total 12.50", "12.50", True),
        ("total 12.50", "12", True),
        ("invoices", "invoice", False),
    ],
)
def test_words_are_found_in_any_script(shelf: Shelf, line: str, term: str, is_found: bool) -> None:
    photo_id = _read(shelf, "a.jpg", line)
    assert _find(shelf.store, term) == ([photo_id] if is_found else [])


def test_a_prefix_finds_what_begins_so(shelf: Shelf) -> None:
    photo_id = _read(shelf, "a.jpg", "Invoices of May")
    assert _find(shelf.store, TextTerm("inv", is_prefix=True)) == [photo_id]
    assert _find(shelf.store, TextTerm("invoices of m", is_prefix=True)) == [photo_id]
    assert _find(shelf.store, "inv") == []


def test_every_term_must_stand_there_in_any_line(shelf: Shelf) -> None:
    first, second = _read(shelf, "a.jpg", "Invoice", "May 2023"), _read(shelf, "b.jpg", "Invoice", "June 2023")
    assert _find(shelf.store, "invoice", "2023") == [first, second]
    assert _find(shelf.store, "2023", "june") == [second]
    assert _find(shelf.store, "june 2023") == [second]


@given(term=st.text(min_size=1, max_size=20), is_prefix=st.booleans())
def test_no_text_that_people_give_breaks_a_search(shelf: Shelf, term: str, is_prefix: bool) -> None:
    _find(shelf.store, TextTerm(term, is_prefix))


def test_the_line_that_matched_is_told(shelf: Shelf) -> None:
    photo_id = _read(shelf, "a.jpg", "REWE Markt", "Käse 東京 2,99", "Summe 2,99")
    with shelf.store.read() as tx:
        for terms, line in ((["kase"], 1), (["東京"], 1), (["summe"], 2), (["summe", "rewe"], 0), (["2 99"], 1)):
            wanted = {photo_id: ("REWE Markt", "Käse 東京 2,99", "Summe 2,99")[line]}
            found = tx.texts.matching_lines([photo_id, 4711], [TextTerm(term) for term in terms])
            assert {photo: line.text for photo, line in found.items()} == wanted


def test_the_first_lines_are_told(shelf: Shelf) -> None:
    first, second = _read(shelf, "a.jpg", "1", "2", "3"), _read(shelf, "b.jpg")
    with shelf.store.read() as tx:
        assert tx.texts.first_lines([first, second, 4711], 2) == {first: ("1", "2"), second: ()}


def test_the_first_lines_can_be_those_that_are_sure(shelf: Shelf) -> None:
    photo_id, reader = shelf.put("a.jpg"), _reader(shelf.store)
    lines = [text_line("xx-", score=0.5), text_line("Total", score=0.8)]
    with shelf.store.write() as tx:
        tx.texts.save(photo_id, reader.id, lines)
        assert tx.texts.first_lines([photo_id], 1, min_score=0.7) == {photo_id: ("Total",)}


def test_a_photo_that_goes_leaves_no_words_behind(shelf: Shelf) -> None:
    _read(shelf, "a.jpg", "Invoice")
    with shelf.store.write() as tx:
        tx.files.remove([shelf.file_id("a.jpg")])
        assert tx.photos.purge_orphans(0) == 1
    assert _find(shelf.store, "invoice") == []
    with shelf.store.read() as tx:
        assert tx.texts.is_index_whole()
        assert _words_in_index(tx) == 0
    assert shelf.store.check() == []


def test_a_photo_without_a_file_is_not_found_and_comes_back_with_its_text(shelf: Shelf) -> None:
    photo_id = _read(shelf, "a.jpg", "Invoice")
    with shelf.store.write() as tx:
        tx.files.remove([shelf.file_id("a.jpg")])
    assert _find(shelf.store, "invoice") == []
    shelf.put("b.jpg", "a.jpg")
    assert _find(shelf.store, "invoice") == [photo_id]


def test_an_index_that_disagrees_is_seen_and_made_anew(shelf: Shelf) -> None:
    photo_id = _read(shelf, "a.jpg", "Invoice")
    with shelf.store.write() as tx:
        tx._session.execute(text("INSERT INTO texts_fts (texts_fts) VALUES ('delete-all')"))
    assert _find(shelf.store, "invoice") == []
    with shelf.store.write() as tx:
        assert not tx.texts.is_index_whole()
        tx.texts.rebuild_index()
        assert tx.texts.is_index_whole()
    assert _find(shelf.store, "invoice") == [photo_id]


def test_the_index_survives_a_vacuum(shelf: Shelf) -> None:
    first, second = _read(shelf, "a.jpg", "one"), _read(shelf, "b.jpg", "two")
    with shelf.store.write() as tx:
        tx.texts.remove([first], 1)
    with shelf.store._writer.connect() as connection:
        connection.connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
    assert (_find(shelf.store, "one"), _find(shelf.store, "two")) == ([], [second])


def test_utility_content_is_to_be_read_and_nothing_else(shelf: Shelf) -> None:
    receipt, reader = _read(shelf, "a.jpg", "Total"), _reader(shelf.store)
    shelf.put("unseen.jpg")
    photo, undecoded, gone = shelf.put("photo.jpg"), shelf.put("sign.jpg"), shelf.put("gone.jpg")
    with shelf.store.write() as tx:
        heads = tx.models.all(ModelKind.ANALYSER)[0]
        tx.signals.save({photo: signals(), gone: signals(kind=UtilityKind.SIGN)}, heads.id)
        tx.signals.save({undecoded: signals(kind=UtilityKind.SIGN)}, heads.id)
        tx._session.execute(text("UPDATE photos SET width_px = NULL WHERE id = :id"), {"id": undecoded})
        tx.files.remove([shelf.file_id("gone.jpg")])
        assert tx.texts.find_due() == [receipt]
        assert tx.texts.find_unread(reader.id) == []


def test_the_newest_photos_are_read_first_and_those_set_aside_not_again(shelf: Shelf) -> None:
    old, reader = _reader(shelf.store), _reader(shelf.store, "2")
    first, second, third = (_read(shelf, f"{name}.jpg", "Total", reader=old) for name in "abc")
    with shelf.store.write() as tx:
        assert tx.texts.find_unread(reader.id) == [third, second, first]
        tx.jobs.fail(third, reader.id, reason="corrupt", error="half a file")
        tx.jobs.fail(second, reader.id, reason="unreadable", error="no permission", retries=1)
        assert tx.texts.find_unread(reader.id) == [second, first]


def test_a_new_reader_s_text_takes_over_photo_by_photo_and_the_old_goes_at_last(shelf: Shelf) -> None:
    old, new = _reader(shelf.store), _reader(shelf.store, "2")
    first, second = _read(shelf, "a.jpg", "lnvoice", reader=old), _read(shelf, "b.jpg", "lnvoice", reader=old)
    with shelf.store.write() as tx:
        tx.texts.save(first, new.id, [text_line("Invoice")])
        tx.jobs.finish([first], new.id)
        assert tx.versions.retire_replaced(new) == 0
    assert (_find(shelf.store, "invoice"), _find(shelf.store, "lnvoice")) == ([first], [second])
    with shelf.store.write() as tx:
        tx.texts.save(second, new.id, [text_line("Invoice")])
        tx.jobs.finish([second], new.id)
        assert tx.versions.retire_replaced(new) == 2
        assert tx.texts.is_index_whole()
    assert (_find(shelf.store, "invoice"), _find(shelf.store, "lnvoice")) == ([first, second], [])


def _words_in_index(tx: Transaction) -> int:
    return tx._session.scalar(text("SELECT count(*) FROM texts_fts_docsize")) or 0
