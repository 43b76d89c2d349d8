"""The `usher` command, run from this checkout whether it is installed or not."""

from adapters.cli import main

if __name__ == "__main__":
    main()
