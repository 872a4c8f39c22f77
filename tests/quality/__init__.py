"""How good the learned labeller is, on real pages that it was not trained on."""
