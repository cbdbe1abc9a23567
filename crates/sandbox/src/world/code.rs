//! TrackOnline's enumerations: each value has a number and a name, and a caller may send either.

/// Declares an enumeration of the document: its values with their numbers and names.
macro_rules! code_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $value:ident = $code:literal, $word:literal;)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the names are TrackOnline's own")]
        pub enum $name {
            $($(#[$note])* $value,)+
        }

        impl $name {
            /// Every value, in the document's order.
            pub const ALL: &'static [$name] = &[$($name::$value),+];

            /// The document's number for it.
            pub const fn code(self) -> i64 {
                match self {
                    $($name::$value => $code,)+
                }
            }

            /// The document's name for it.
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$value => $word,)+
                }
            }

            /// The value with this number.
            pub fn from_code(code: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }

            /// The value with this name; capitals and spaces do not matter, since the document writes
            /// `LoadCarrier` in one place and `In progress` in another.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| $crate::world::code::same_word(value.name(), name))
            }
        }
    };
}
pub(crate) use code_enum;

/// Whether two names are the same but for capitals and spaces.
pub(crate) fn same_word(left: &str, right: &str) -> bool {
    let letters = |word: &str| {
        word.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect::<String>()
    };
    letters(left) == letters(right)
}
