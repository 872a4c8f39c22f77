"""The bench: made pages, the plain copy that `convert` is measured against, and the table that `make bench` prints."""
