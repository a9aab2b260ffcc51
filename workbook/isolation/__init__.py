"""Running learner code in a worker: the process, its limits, and the wire between.

Levels: ``process`` (a forked or spawned worker, anywhere) and ``none`` (in this process, for
pytest and ``--pdb``).
"""

LEVELS = ("process", "none")
