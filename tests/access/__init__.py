"""Whether everybody can use the pages: judged by axe-core on each of them, in every state, at two widths, light and dark.

Part of `make test-all`; axe-core comes from npm by the lock file here, and is never part of what is shipped.
"""
