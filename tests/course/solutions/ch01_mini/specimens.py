"""Secret specimens."""

RIGHT = {"check_double": {"halves": lambda x: x / 0.5}}
WRONG = {"check_double": {"rounds": lambda x: (2 * x).round()}}
