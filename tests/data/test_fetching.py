"""Downloads: resumed, verified, from the next mirror, with consent, or told how to do by hand."""

from __future__ import annotations

import json
import sys

import pytest

from workbook.cli import cli
from workbook.data.downloads import obtain, time_machine, transfer
from workbook.data.downloads.cache import checksum_of
from workbook.errors import CourseError, UsageError

BOOK = "/time_machine/timemachine.txt"
GATHERED = "/penn_fudan/PennFudanPed.zip"  # nobody knows its checksum


def get(name="time_machine", **options):
    return obtain(name, download=True, **{"timeout": 5.0, **options})


@pytest.fixture
def cached(shop):
    """Where the book goes."""
    return shop.cache / "time_machine" / "timemachine.txt"


def test_a_file_is_downloaded_once(shop, cached):
    path = get()["timemachine.txt"]
    again = get()["timemachine.txt"]

    assert path == again == cached
    assert cached.read_bytes() == shop.server.files[BOOK]
    assert shop.server.asked == [(BOOK, None)]
    assert [p.name for p in cached.parent.iterdir()] == ["timemachine.txt"]


def test_without_download_nothing_is_asked_and_the_way_is_told(shop):
    with pytest.raises(UsageError) as told:
        obtain("time_machine")

    assert shop.server.asked == []
    for word in ("timemachine.txt (missing)", str(shop.cache), "make data NAME=time_machine"):
        assert word in str(told.value)


@pytest.mark.parametrize("manner", ["truncated", "stalled"])
def test_a_transfer_that_is_cut_off_goes_on_where_it_was(shop, cached, manner):
    shop.server.manners[BOOK] = [manner]

    get(timeout=1.0 if manner == "stalled" else 5.0)

    half = len(shop.server.files[BOOK]) // 2
    assert shop.server.asked == [(BOOK, None), (BOOK, f"bytes={half}-")]
    assert cached.read_bytes() == shop.server.files[BOOK]


def test_a_later_run_goes_on_with_what_an_earlier_one_left(shop, cached):
    shop.server.manners[BOOK] = ["truncated", "broken"]
    with pytest.raises(UsageError, match="the server answered 500"):
        get()
    assert cached.with_name("timemachine.txt.part").exists()

    get()

    assert shop.server.asked[-1][1].startswith("bytes=")
    assert cached.read_bytes() == shop.server.files[BOOK]


def test_a_server_without_ranges_starts_again(shop, cached):
    shop.server.manners[BOOK] = ["truncated", "rangeless"]

    get()

    assert cached.read_bytes() == shop.server.files[BOOK]


def test_another_range_than_asked_for_is_not_believed(shop, cached):
    shop.server.manners[BOOK] = ["truncated", "shifted"]
    with pytest.raises(UsageError, match="other bytes than were asked for"):
        get()

    get()

    assert cached.read_bytes() == shop.server.files[BOOK]


def test_a_file_that_changed_on_the_server_is_taken_anew(shop):
    shop.server.manners[GATHERED] = ["truncated", "broken"]
    with pytest.raises(UsageError, match="500"):
        get("penn_fudan", consent=lambda _: True)
    shop.server.tag, shop.server.files[GATHERED] = '"two"', b"new" * 100

    path = get("penn_fudan", consent=lambda _: True)["PennFudanPed.zip"]

    assert path.read_bytes() == b"new" * 100


def test_without_checksum_and_version_nothing_is_put_together(shop):
    shop.server.tag, shop.server.manners[GATHERED] = None, ["truncated"]

    path = get("penn_fudan", consent=lambda _: True)["PennFudanPed.zip"]

    assert shop.server.asked == [(GATHERED, None), (GATHERED, None)]
    assert path.read_bytes() == shop.server.files[GATHERED]


def test_halves_that_do_not_fit_are_thrown_away_and_fetched_as_one(shop, cached):
    cached.parent.mkdir(parents=True)
    cached.with_name("timemachine.txt.part").write_bytes(b"something else")

    get()

    assert [wanted for _, wanted in shop.server.asked] == ["bytes=14-", None]
    assert cached.read_bytes() == shop.server.files[BOOK]


def test_more_bytes_than_the_server_has_are_thrown_away(shop, cached):
    cached.parent.mkdir(parents=True)
    cached.with_name("timemachine.txt.part").write_bytes(shop.server.files[BOOK] + b"more")
    with pytest.raises(UsageError, match="no more bytes"):
        get()

    get()

    assert cached.read_bytes() == shop.server.files[BOOK]


def test_a_wrong_file_is_not_kept(shop, cached):
    shop.server.manners[BOOK] = ["corrupt"]

    with pytest.raises(UsageError, match="what arrived is another file: its sha1:"):
        get()

    assert not cached.exists()


def test_the_next_mirror_is_tried(shop, cached):
    entry = shop.file("timemachine.txt")
    bad = [f"{shop.server.url}/gone", "http://127.0.0.1:9/refused", f"{shop.server.url}/wrong"]
    shop.server.files["/wrong"] = b"another book"
    entry["urls"] = [*bad, *entry["urls"]]
    shop.write()

    get()

    assert cached.read_bytes() == shop.server.files[BOOK]


def test_the_second_mirror_goes_on_with_the_bytes_of_the_first(shop, cached):
    entry = shop.file("timemachine.txt")
    shop.server.files["/copy"] = shop.server.files[BOOK]
    shop.server.manners[BOOK] = ["truncated", "broken"]
    entry["urls"].append(f"{shop.server.url}/copy")
    shop.write()

    get()

    assert shop.server.asked[-1][1].startswith("bytes=")
    assert cached.read_bytes() == shop.server.files[BOOK]


def test_a_redirection_is_followed(shop, cached):
    shop.server.manners[BOOK] = ["moved"]

    get()

    assert shop.server.asked[-1][0] == f"/moved{BOOK}"
    assert cached.exists()


def test_redirections_in_circles_end(shop):
    shop.server.manners[BOOK] = ["round"] * 50

    with pytest.raises(UsageError, match="it leads in circles"):
        get()


def test_a_redirection_out_of_encryption_is_refused():
    with pytest.raises(transfer.TransferError, match="from https to http"):
        transfer._refuse_downgrade("https://a/b", "http://a/b")


def test_a_flood_is_stopped(shop):
    shop.server.files[BOOK] = bytes(3 << 20)

    with pytest.raises(UsageError, match="the server sent more than"):
        get()


def test_servers_are_told_who_asks(shop):
    get()

    assert all("deep-learning-workbook" in agent for agent in shop.server.agents)


def test_a_damaged_file_is_noticed_and_fetched_again(shop, cached):
    get()
    cached.write_bytes(b"spoiled")

    with pytest.raises(UsageError, match=r"timemachine.txt \(damaged\)"):
        time_machine("train")

    assert time_machine("train", download=True).startswith("The clock")


def test_offline_the_file_and_its_folder_are_named(shop, cached):
    shop.file("timemachine.txt")["urls"] = ["http://127.0.0.1:9/timemachine.txt"]
    shop.write()

    with pytest.raises(UsageError) as told:
        get()

    wanted = ("127.0.0.1: no connection", "http://127.0.0.1:9/timemachine.txt")
    for word in (*wanted, str(cached.parent), "called timemachine.txt", "WORKBOOK_MIRROR"):
        assert word in str(told.value)


def test_a_file_put_there_by_hand_serves(shop, cached, fakes):
    cached.parent.mkdir(parents=True)
    cached.write_bytes((fakes / "time_machine" / "timemachine.txt").read_bytes())

    assert time_machine("validation")
    assert shop.server.asked == []


@pytest.mark.parametrize("inside", ["", "time_machine"])
def test_a_folder_may_be_the_mirror(shop, fakes, monkeypatch, inside):
    monkeypatch.setenv("WORKBOOK_MIRROR", str(fakes / ("time_machine" if not inside else "")))

    get()

    assert shop.server.asked == []


def test_a_wrong_file_in_the_mirror_folder_is_passed_over(shop, cached, monkeypatch, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "timemachine.txt").write_bytes(b"wrong")
    monkeypatch.setenv("WORKBOOK_MIRROR", str(tmp_path / "mine"))

    get()

    assert cached.read_bytes() == shop.server.files[BOOK]


def test_an_address_may_be_the_mirror(shop, monkeypatch):
    shop.server.files["/elsewhere/timemachine.txt"] = shop.server.files[BOOK]
    monkeypatch.setenv("WORKBOOK_MIRROR", f"{shop.server.url}/elsewhere/")

    get()

    assert [path for path, _ in shop.server.asked] == [
        f"/elsewhere{BOOK}",
        "/elsewhere/timemachine.txt",
    ]


# ------------------------------------------------------------------------------------- consent


def test_without_a_checksum_nothing_is_downloaded_unasked(shop):
    with pytest.raises(UsageError) as told:
        get("penn_fudan")

    assert shop.server.asked == []
    for word in ("Nobody has confirmed a checksum", "127.0.0.1", "workbook data penn_fudan --yes"):
        assert word in str(told.value)


def test_a_no_is_a_no(shop):
    with pytest.raises(UsageError, match="Nothing was used or downloaded"):
        get("penn_fudan", consent=lambda _: False)

    assert shop.server.asked == []


def test_what_was_consented_to_is_remembered_in_the_cache(shop):
    before = (shop.root / "datasets" / "manifest.json").read_bytes()

    path = get("penn_fudan", consent=lambda _: True)["PennFudanPed.zip"]

    seen = json.loads((shop.cache / "seen.json").read_text())
    assert seen == {"penn_fudan/PennFudanPed.zip": checksum_of(path, "sha256")}
    assert (shop.root / "datasets" / "manifest.json").read_bytes() == before


def test_what_is_remembered_is_compared_and_not_asked_again(shop):
    path = get("penn_fudan", consent=lambda _: True)["PennFudanPed.zip"]
    assert get("penn_fudan", consent=pytest.fail) == {"PennFudanPed.zip": path}
    path.unlink()
    shop.server.files[GATHERED] = b"something else"

    with pytest.raises(UsageError, match="what arrived is another file: its sha256:"):
        get("penn_fudan", consent=pytest.fail)


def test_a_file_put_there_by_hand_is_asked_about_too(shop, fakes):
    path = shop.cache / "penn_fudan" / "PennFudanPed.zip"
    path.parent.mkdir(parents=True)
    path.write_bytes((fakes / "penn_fudan" / "PennFudanPed.zip").read_bytes())

    with pytest.raises(UsageError, match="Nobody has confirmed"):
        obtain("penn_fudan")

    assert obtain("penn_fudan", consent=lambda _: True)


def test_a_person_at_a_terminal_is_asked(shop, monkeypatch):
    import click

    asked = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "confirm", lambda text, **_: asked.append(text) or True)

    get("penn_fudan")

    assert "Nobody has confirmed" in asked[0]


# ------------------------------------------------------------------------------------ and around


def test_without_pooch_the_remedy_is_told(shop, monkeypatch):
    monkeypatch.setitem(sys.modules, "pooch", None)

    with pytest.raises(UsageError, match="make data NAME=time_machine"):
        get()


def test_with_the_files_there_pooch_is_not_needed(shop, monkeypatch):
    get()
    monkeypatch.setitem(sys.modules, "pooch", None)

    assert time_machine("train")


def test_nothing_is_printed(shop, capfd):
    get()

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("entry", [{"name": "../up"}, {"checksum": "12"}, {"algorithm": "crc"}])
def test_a_manifest_that_cannot_be_is_refused(shop, entry):
    shop.file("timemachine.txt").update(entry)
    shop.write()

    with pytest.raises(CourseError, match="is not a manifest"):
        get()


def test_the_command_downloads_and_tells_where_to(shop, cached, capsys):
    cli.main(["data", "time_machine"], standalone_mode=False)

    out, err = capsys.readouterr()
    assert out == f"{cached}\n"
    assert "public domain" in err


def test_the_command_lists_what_there_is(shop, capsys):
    get()

    cli.main(["data"], standalone_mode=False)

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(shop.sets)
    assert "time_machine      here" in lines


def test_the_command_needs_a_yes_without_a_terminal(shop):
    with pytest.raises(UsageError, match="--yes"):
        cli.main(["data", "penn_fudan"], standalone_mode=False)

    cli.main(["data", "penn_fudan", "--yes"], standalone_mode=False)

    assert (shop.cache / "penn_fudan" / "PennFudanPed.zip").exists()


def test_a_wrong_name_is_helped(shop):
    with pytest.raises(UsageError, match="Did you mean 'mnist'"):
        cli.main(["data", "mnits"], standalone_mode=False)
