"""The HTTP door: session routes, health, security headers."""
