//! Fustlink's service: the thin authenticated proxy between order screens and TrackOnline.
