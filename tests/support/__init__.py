"""What several tests share: a stick figure that exercises, and the recordings a perfect pose network makes."""
