"""The web chat: plain HTML forms that work without scripts, and a JSON route for the page's own small script."""
