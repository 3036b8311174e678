"""`python -m dramaturg` is `dramaturg`."""

from .cli import main

main()
