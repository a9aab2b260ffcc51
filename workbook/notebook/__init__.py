"""Notebooks: building them for nbgrader, reading submitted ones, and ``check`` inside one."""

from workbook.notebook.checking import open_chapter

__all__ = ["open_chapter"]
