"""`python -m lambda_cost`."""

from lambda_cost.cli.app import main

if __name__ == "__main__":
    main()
