"""From who was seen in which frame to the motion of one person over the whole clip."""
