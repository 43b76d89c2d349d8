"""What the demo's page shows: a module for each of its parts, put together by `page`."""
