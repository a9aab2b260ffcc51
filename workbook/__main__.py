"""``python -m workbook``."""

from workbook.cli import main

main()
