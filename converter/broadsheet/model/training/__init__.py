"""Training of the learned labeller: needs PyTorch and the bench's pages, and is no part of reading a page."""
