"""python -m newsarchive: the command line, where the script is not on the PATH."""

from newsarchive.cli import main

main()
