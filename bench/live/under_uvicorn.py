"""The site under uvicorn, to compare: python -m bench.live.under_uvicorn PORT, with what `serve` does first done."""

import sys

import uvicorn  # of the bench group

from bench.setting_up import set_up


def main() -> None:
    set_up()
    from conduit_site import static

    static.collect()
    uvicorn.run("conduit_site.asgi:application", port=int(sys.argv[1]), log_level="warning", backlog=2048)


if __name__ == "__main__":
    main()
