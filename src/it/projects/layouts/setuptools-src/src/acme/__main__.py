from acme import __version__


def main():
    print(__version__)


if __name__ == "__main__":
    main()
