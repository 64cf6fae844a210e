"""Layer 3, what the tutor may know: approved passages and how they are found, exercises and how they are read."""
