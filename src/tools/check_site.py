#!/usr/bin/env python3
"""Finds dead links in the rendered site: pages, anchors, pictures and style sheets. Other hosts are not asked.

usage: mvn site && python3 src/tools/check_site.py [target/site]
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name == "id" or (tag == "a" and name == "name")):
                self.anchors.add(value)
            if value and name in ("href", "src"):
                self.links.append(value)


def main() -> None:
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "target/site")
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    if not pages:
        sys.exit(f"no pages in {site}: run mvn site first")
    dead, followed = [], 0
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link in ("", "#"):
                continue
            followed += 1
            target = (path.parent / unquote(parts.path)) if parts.path else path
            target = target.resolve().relative_to(Path.cwd()) if not site.is_absolute() else target.resolve()
            if not target.exists():
                dead.append(f"{path}: {link}")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                dead.append(f"{path}: {link} (no such anchor)")
    print("\n".join(sorted(set(dead))) or f"{followed} links in {len(pages)} pages, none dead")
    sys.exit(1 if dead else 0)


if __name__ == "__main__":
    main()
