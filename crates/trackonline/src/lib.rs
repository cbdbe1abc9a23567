//! Typed client for the TrackOnline external API.
