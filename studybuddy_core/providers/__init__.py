"""Layer 3: the models behind the tutor, one provider a file."""
