"""Where an organisation reads the sealed slips that wait for it: pages for workers, in English, under /console.

The server hands out sealed bytes and takes sealed bytes; static/sealed.js opens and seals them in the worker's browser.
"""
