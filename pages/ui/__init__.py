"""What every page shares: the shell, sign-in, frames and components."""
