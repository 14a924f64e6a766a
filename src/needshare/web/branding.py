"""The product's own name and typeface, for pages and for printed papers alike.

GOV.UK's crest, crown, logo and typeface are not used: the service is not part of GOV.UK.
"""

from pathlib import Path

PRODUCT = "Needshare"
TYPEFACE = "Atkinson Hyperlegible Next"
PRINT_FONTS = Path(__file__).parent / "print_fonts"  # TrueType files for PDFs, made by build_assets
