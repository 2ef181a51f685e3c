"""The demo as a person sees it, in a real browser.

Run apart from the rest, which forbids sockets and brings an event loop:
``pytest -c /dev/null --rootdir=. -p no:homeassistant tests/browser``
"""
