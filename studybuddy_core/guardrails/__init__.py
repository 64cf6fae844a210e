"""Layer 2: constitution, system prompt, scripts and examples."""
