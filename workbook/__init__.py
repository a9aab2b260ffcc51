"""An automatically graded exercise workbook for deep learning.

The street, in the order in which a grading walks it::

    catalog ─ loading ─ running ─ comparing ─ diagnosing ─ report

``exercise``, ``draw`` and ``probes`` are what a grader is written with; ``grading`` walks the
street over a chapter; ``cli`` and ``pytest_plugin`` are its two front ends. Importing this package
imports nothing heavy.
"""

__version__ = "0.1.0"
