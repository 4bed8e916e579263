"""What builds keep between them, and what they make of it when it is damaged."""

import zoneinfo
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sitegen.build.cache import Cache, key_of
from sitegen.build.memory import recall, remember


def only_file(folder: Path) -> Path:
    (found,) = (p for p in folder.rglob("*") if p.is_file())
    return found


def test_what_was_written_is_read(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("ab12", "record", b"words")
    assert cache.read("ab12", "record") == b"words"
    assert cache.has("ab12", "record")


def test_kinds_and_keys_are_apart(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("ab12", "record", b"one")
    cache.write("ab12", "sheet", b"two")
    cache.write("cd34", "record", b"three")
    assert cache.read("ab12", "sheet") == b"two"
    assert cache.read("cd34", "record") == b"three"
    assert cache.read("cd34", "sheet") is None


@pytest.mark.parametrize("kept", range(16 + 5))
def test_a_truncated_file_counts_as_absent(tmp_path: Path, kept: int) -> None:
    cache = Cache(tmp_path)
    cache.write("ab12", "record", b"words")
    file = only_file(tmp_path)
    file.write_bytes(file.read_bytes()[:kept])
    assert cache.read("ab12", "record") is None


@pytest.mark.parametrize("at", range(16 + 5))
def test_an_altered_file_counts_as_absent(tmp_path: Path, at: int) -> None:
    cache = Cache(tmp_path)
    cache.write("ab12", "record", b"words")
    file = only_file(tmp_path)
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    assert cache.read("ab12", "record") is None


def test_an_empty_value_is_a_value(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("ab12", "fragments", b"")
    assert cache.read("ab12", "fragments") == b""


def test_a_written_file_replaces_a_damaged_one(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("ab12", "record", b"words")
    only_file(tmp_path).write_bytes(b"")
    cache.write("ab12", "record", b"words")
    assert cache.read("ab12", "record") == b"words"


def test_threads_may_write_one_blob_at_the_same_time(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        writes = [
            pool.submit(cache.write, "ab12", "sheet", b"same") for _ in range(400)
        ]
        for write in writes:
            write.result()
    assert cache.read("ab12", "sheet") == b"same"
    assert [path.suffix for path in tmp_path.glob("*/*")] == [".sheet"]


def test_pruning_keeps_what_is_in_use(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for key in ("ab12", "ab34", "cd56"):
        cache.write(key, "record", key.encode())
        cache.write(key, "sheet", key.encode())
    assert cache.prune(["ab34"]) == 4
    assert cache.read("ab34", "record") == b"ab34"
    assert cache.read("ab12", "record") is None


def test_pruning_takes_what_interrupted_writes_left(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("ab12", "record", b"words")
    (tmp_path / "cd").mkdir()
    (tmp_path / "cd" / "cd56.record.77.new").write_bytes(b"half")
    (tmp_path / "stray").write_bytes(b"not a folder")
    assert cache.prune(["ab12"]) == 1
    assert cache.read("ab12", "record") == b"words"


def test_pruning_an_absent_cache_does_nothing(tmp_path: Path) -> None:
    assert Cache(tmp_path / "none").prune([]) == 0


def test_keys_show_where_parts_end() -> None:
    assert key_of("ab", "c") != key_of("a", "bc") != key_of("abc")


def test_keys_do_not_depend_on_the_order_of_sets_and_mappings() -> None:
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})
    assert key_of({"x", "y", "z"}) == key_of({"z", "y", "x"})


def test_zones_are_in_keys_by_name() -> None:
    berlin, tokyo = zoneinfo.ZoneInfo("Europe/Berlin"), zoneinfo.ZoneInfo("Asia/Tokyo")
    assert key_of(berlin) != key_of(tokyo)


def test_a_value_without_a_known_form_has_no_key() -> None:
    with pytest.raises(NotImplementedError, match="no cache key for a object"):
        key_of(object())


def test_what_is_remembered_is_recalled(tmp_path: Path) -> None:
    remember(tmp_path / "deep" / "days.msgpack", {"a": 1})
    assert recall(tmp_path / "deep" / "days.msgpack", dict[str, int]) == {"a": 1}


def test_a_damaged_or_foreign_memory_is_none(tmp_path: Path) -> None:
    file = tmp_path / "days.msgpack"
    remember(file, {"a": 1})
    whole = file.read_bytes()
    for at in range(len(whole)):
        altered = bytearray(whole)
        altered[at] ^= 1
        file.write_bytes(altered)
        assert recall(file, dict[str, int]) is None
        file.write_bytes(whole[:at])
        assert recall(file, dict[str, int]) is None
    remember(file, ["another", "shape"])
    assert recall(file, dict[str, int]) is None
    assert recall(tmp_path / "absent", dict[str, int]) is None
