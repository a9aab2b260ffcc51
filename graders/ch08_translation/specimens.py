"""Right and wrong edit distances, for everyone to see: try your ``check_edit_distance`` on them."""


def whole_table(a, b):
    a, b = a.tolist(), b.tolist()
    D = [[i + j for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            replaced = D[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            D[i][j] = min(D[i - 1][j] + 1, D[i][j - 1] + 1, replaced)
    return D[-1][-1]


def two_rows(a, b):
    a, b = a.tolist(), b.tolist()
    row = list(range(len(b) + 1))
    for x in a:
        diagonal, row[0] = row[0], row[0] + 1
        for j, y in enumerate(b, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def replacing_costs_two(a, b):
    a, b = a.tolist(), b.tolist()
    D = [[i + j for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            replaced = D[i - 1][j - 1] + 2 * (a[i - 1] != b[j - 1])
            D[i][j] = min(D[i - 1][j] + 1, D[i][j - 1] + 1, replaced)
    return D[-1][-1]


def place_by_place(a, b):
    a, b = a.tolist(), b.tolist()
    return sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b))


def nothing_is_inserted(a, b):
    a, b = a.tolist(), b.tolist()
    D = [[i + j for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            D[i][j] = min(D[i - 1][j] + 1, D[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
    return D[-1][-1]


def share_of_the_length(a, b):
    return whole_table(a, b) / max(1, len(b))


def longest_common_subsequence(a, b):
    a, b = a.tolist(), b.tolist()
    L = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            both = L[i - 1][j - 1] + (a[i - 1] == b[j - 1])
            L[i][j] = max(L[i - 1][j], L[i][j - 1], both)
    return max(len(a), len(b)) - L[-1][-1]


RIGHT = {"check_edit_distance": {"the whole table": whole_table, "two rows": two_rows}}
WRONG = {
    "check_edit_distance": {
        "replacing costs two": replacing_costs_two,
        "place by place": place_by_place,
        "nothing is inserted": nothing_is_inserted,
        "a share of the length": share_of_the_length,
        "from the longest common subsequence": longest_common_subsequence,
    }
}
