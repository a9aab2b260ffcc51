"""Returns a number of ten million digits, and an exception whose text is long."""


def centre(x):
    if len(x) == 7:
        return 1 << 30_000_000
    raise KeyError("9" * 1_000_000)
