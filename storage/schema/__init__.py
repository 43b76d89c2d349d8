"""The tables, a file for each subject; all of them are imported from `storage.tables`."""
