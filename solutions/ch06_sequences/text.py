"""From text to numbers: tokens, and the vocabulary that gives each of them an id."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence


def tokenize(lines: Sequence[str], level: str = "word", lower: bool = True) -> list[list[str]]:
    """Cut every line into tokens.

    Convention: one list of tokens for each line, in the order of the line; a line without tokens
    gives an empty list.

    - ``lower``: put the line into lower case first.
    - ``level="word"``: a token is a run of letters and digits, of any alphabet (what
      ``str.isalnum`` says yes to). An apostrophe ``'`` *between* two of them belongs to the token:
      ``don't`` is one, and the quotes around ``'yes'`` belong to none. Everything else, the
      underscore too, separates tokens and is dropped.
    - ``level="char"``: every character is a token, blanks and punctuation included. Chinese, which
      is written without blanks, is cut in this way.

    Example: ``["It isn't 42!", ""]`` gives ``[["it", "isn't", "42"], []]``.

    Args:
        lines: the lines.
        level: ``"word"`` or ``"char"``.
        lower: whether to lower the case first.

    Raises:
        ValueError: another ``level``.

    """
    ### BEGIN SOLUTION
    if level not in {"word", "char"}:
        message = f"level should be 'word' or 'char', not {level!r}"
        raise ValueError(message)
    lines = [line.lower() if lower else line for line in lines]
    if level == "char":
        return [list(line) for line in lines]
    return [re.findall(r"[^\W_]+(?:'[^\W_]+)*", line) for line in lines]
    ### END SOLUTION


class Vocab:
    """A two-way table between tokens and ids.

    Convention: ids are Python ints ``0 … len(vocab) − 1``, in this order:

    1. ``"<unk>"`` has the id 0; it stands for every token that the vocabulary does not hold;
    2. the ``reserved`` tokens, in the order given;
    3. the other tokens that occur at least ``min_freq`` times, by *falling frequency*; tokens of
       equal frequency in alphabetical order (that of Python's ``sorted``).

    Every token has one id: a reserved token, or ``"<unk>"``, that also occurs in the text keeps
    its place in front.

    - ``vocab[token]`` is an id (0 for an unknown token); ``vocab[list]`` is a list of ids, and a
      list of lists gives a list of lists.
    - ``vocab.to_tokens(id)`` is a token, ``vocab.to_tokens(list)`` a list of tokens.
    - ``vocab.token_freqs`` is the list of all pairs ``(token, frequency)`` of the text, rare ones
      included, in the order of rule 3. (What stands in the text only; nothing is left out.)

    Example: ``Vocab(["b", "a", "b", "c"], reserved=("<pad>",))`` has the tokens
    ``<unk> <pad> b a c``; its ``token_freqs`` is ``[("b", 2), ("a", 1), ("c", 1)]``.
    """

    def __init__(
        self,
        tokens: Sequence[str] | Sequence[Sequence[str]],
        min_freq: int = 0,
        reserved: Iterable[str] = ("<pad>", "<bos>", "<eos>"),
    ) -> None:
        """Count the tokens and number them.

        Args:
            tokens: a list of tokens, or a list of lists of tokens as ``tokenize`` returns it; it
                may be empty.
            min_freq: a token that occurs less often than this gets no id.
            reserved: tokens that get an id whether they occur or not.

        """
        ### BEGIN SOLUTION
        flat = [t for item in tokens for t in ([item] if isinstance(item, str) else item)]
        self.token_freqs = sorted(Counter(flat).items(), key=lambda pair: (-pair[1], pair[0]))
        frequent = [token for token, count in self.token_freqs if count >= min_freq]
        self._tokens = list(dict.fromkeys(["<unk>", *reserved, *frequent]))
        self._ids = {token: i for i, token in enumerate(self._tokens)}
        ### END SOLUTION

    def __len__(self) -> int:
        """Return the number of ids."""
        ### BEGIN SOLUTION
        return len(self._tokens)
        ### END SOLUTION

    def __getitem__(self, tokens: str | Sequence) -> int | list:
        """Return the id of a token, or the ids of a list (of lists …) of tokens."""
        ### BEGIN SOLUTION
        if isinstance(tokens, str):
            return self._ids.get(tokens, 0)
        return [self[token] for token in tokens]
        ### END SOLUTION

    def to_tokens(self, ids: int | Sequence[int]) -> str | list[str]:
        """Return the token of an id, or the tokens of a list of ids.

        Raises:
            IndexError: an id is not in ``0 … len(self) − 1`` (so −1 is none).

        """
        ### BEGIN SOLUTION
        if not isinstance(ids, int):
            return [self.to_tokens(i) for i in ids]
        if not 0 <= ids < len(self):
            message = f"there is no id {ids} in a vocabulary of {len(self)}"
            raise IndexError(message)
        return self._tokens[ids]
        ### END SOLUTION
