"""The core of Usher: values, rules and use cases. No SQL, no HTTP, no platform, no clock, no environment."""
