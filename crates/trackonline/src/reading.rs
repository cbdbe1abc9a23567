//! Reading forms that the document leaves open: a list or the one thing in it, an object or only its number.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A list; `null` is an empty one, and a thing that stands alone is a list of one. The document calls several
/// lists "Object" and shows them as arrays, and one the other way about.
pub(crate) fn many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Many<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Many<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Vec<T>, A::Error> {
            let mut read = Vec::new();
            while let Some(row) = rows.next_element()? {
                read.push(row);
            }
            Ok(read)
        }

        fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Vec<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(object)).map(|one| vec![one])
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
            let one: StrDeserializer<'_, E> = text.into_deserializer();
            T::deserialize(one).map(|one| vec![one])
        }
    }

    deserializer.deserialize_any(Many(PhantomData))
}

/// A thing that other things name by its number.
pub(crate) trait Numbered {
    fn numbered(number: &str) -> Self;
}

/// A thing of the data, or only its number.
pub(crate) fn reference<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Numbered,
{
    struct Reference<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de> + Numbered> Visitor<'de> for Reference<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object or a number")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
            Ok(None)
        }

        fn visit_str<E: de::Error>(self, number: &str) -> Result<Option<T>, E> {
            Ok(Some(T::numbered(number)))
        }

        fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Option<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(object)).map(Some)
        }
    }

    deserializer.deserialize_any(Reference(PhantomData))
}
