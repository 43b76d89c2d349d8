"""Everything Usher can show in Slack: judged by the tests beside this file, pictured by `python -m tests.gallery`."""
