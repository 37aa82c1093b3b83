"""Who may ask for what: tokens, the plans that they are on, and how many jobs a month they may start."""
