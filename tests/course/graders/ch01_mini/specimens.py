"""Public specimens."""

RIGHT = {"check_double": {"product": lambda x: 2 * x, "sum": lambda x: x + x}}
WRONG = {"check_double": {"squares": lambda x: x * x, "absolute": lambda x: 2 * x.abs()}}
