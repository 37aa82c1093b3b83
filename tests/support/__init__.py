"""What several tests share: a stick figure that exercises, and what a pose network makes of it."""
