"""`newsarchive` where the invented paper is an outlet with a module: NEWSARCHIVE_TEST_PRESS says where it is served."""

from newsarchive.cli import main
from tests.backfill.spiders import press  # noqa: F401  # makes its outlets known

main()
