"""Layer 2: what the tutor is told before it speaks, and the fixed words used when it must not speak."""
