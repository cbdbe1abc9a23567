//! Places where a test ends the process as a crash would.
//!
//! Only with the cargo feature `failpoints`, which no release has: then the environment variable `FUSTLINK_FAILPOINT`
//! names the place (`sender-after-store`), or the place and the time that it is reached (`sender-after-store:3`), at
//! which the process ends at once: nothing is dropped, flushed or answered any more.

/// A place that a test may name. Nothing happens here unless one does.
#[inline]
pub fn reach(name: &str) {
    #[cfg(feature = "failpoints")]
    armed::reach(name);
    #[cfg(not(feature = "failpoints"))]
    let _ = name;
}

#[cfg(feature = "failpoints")]
mod armed {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static NAMED: LazyLock<Option<Named>> =
        LazyLock::new(|| Named::read(&std::env::var("FUSTLINK_FAILPOINT").ok()?));

    /// The place that the variable names, and how often it is still to be passed.
    #[derive(Debug)]
    struct Named {
        place: String,
        left: AtomicU32,
    }

    #[expect(clippy::print_stderr, reason = "whoever set the variable is told that it did what it should")]
    pub(super) fn reach(name: &str) {
        if NAMED.as_ref().is_some_and(|named| named.ends_at(name)) {
            eprintln!("failpoint {name}");
            std::process::abort();
        }
    }

    impl Named {
        fn read(text: &str) -> Option<Self> {
            let (place, times) = match text.split_once(':') {
                Some((place, times)) => (place, times.parse().ok().filter(|times| *times > 0)?),
                None => (text, 1),
            };
            Some(Self { place: place.to_owned(), left: AtomicU32::new(times) })
        }

        fn ends_at(&self, name: &str) -> bool {
            self.place == name && self.left.fetch_sub(1, Ordering::SeqCst) == 1
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn only_the_named_place_ends_the_process_and_only_at_its_time() {
            let ends = |text: &str| {
                let named = Named::read(text).expect("a place");
                ["a", "b", "b", "b"].map(|name| named.ends_at(name))
            };
            assert_eq!(ends("b"), [false, true, false, false]);
            assert_eq!(ends("b:3"), [false, false, false, true]);
            assert_eq!(ends("c"), [false; 4]);
        }

        #[test]
        fn a_time_that_is_none_names_nothing() {
            for text in ["b:0", "b:", "b:x", "b:-1"] {
                assert!(Named::read(text).is_none(), "{text}");
            }
        }
    }
}
