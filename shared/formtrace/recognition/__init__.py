"""Which exercise a clip shows, when nobody says so."""
