from sitegen.search.documents import Unit, unit_order


def _unit(key: str, start: int, channel: str = "chat") -> Unit:
    return Unit(key, channel, "session", key, f"sessions/{key}/", start, start + 9, ())


def test_units_are_numbered_by_start_then_channel_then_key() -> None:
    units = [_unit("b", 5), _unit("a", 5), _unit("z", 1), _unit("a", 5, "aside")]
    ordered = sorted(units, key=unit_order)
    assert [(u.start, u.channel, u.key) for u in ordered] == [
        (1, "chat", "z"),
        (5, "aside", "a"),
        (5, "chat", "a"),
        (5, "chat", "b"),
    ]
