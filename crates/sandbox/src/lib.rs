//! Stand-ins written from the public documents: TrackOnline and FreshPortal's order screen.
