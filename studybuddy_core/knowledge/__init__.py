"""Layer 3: approved passages, and what can be worked out by computation."""
