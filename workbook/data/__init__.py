"""Data sets: every loader returns CPU tensors, prints nothing, and never downloads by itself."""

from workbook.data.bundled import breast_cancer, diabetes, digits, iris, shifted_digits, wine

__all__ = ["breast_cancer", "diabetes", "digits", "iris", "shifted_digits", "wine"]
