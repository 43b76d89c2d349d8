"""Local far ends that speak the vendors' own protocols over loopback, and can be made to fail at a named point."""
