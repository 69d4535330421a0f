"""`python -m bot` is the same as `waymark`."""

from bot.cli import main

main(prog_name="waymark")
