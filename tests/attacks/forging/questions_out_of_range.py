"""Calls functions of the trusted side that it was never shown, by their numbers."""


def check_double(candidate):
    wire = candidate._wire
    for number in (-1, -2, 7, 99, 2**70):
        told = type(candidate)(wire, number, "cpu")
        try:
            told(1.0, judge=True, kept=True)
        except Exception:
            pass
    return True
