//! Reading rows out of an answer, bare or in an envelope, without building anything else.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::answer::is_html;
use crate::Envelope;
use crate::enumeration::same_name;
use crate::error::Unreadable;

/// Memory that the rows of one answer may take, beside their texts. No answer with data in it comes near.
const ROOM: usize = 512 * 1024 * 1024;

/// The rows of an answer.
pub(crate) fn read_rows<T: DeserializeOwned>(body: &[u8], envelope: &Envelope) -> Result<Vec<T>, Unreadable> {
    if is_html(body) {
        return Err(Unreadable::Html);
    }
    // An empty object is two bytes on the way and a whole row in memory. Nothing in a row is larger than a row, so
    // counting what could be objects bounds what reading takes, however they are nested.
    let limit = ROOM / size_of::<T>().max(1);
    if memchr::memchr_iter(b'{', body).count() > limit {
        return Err(Unreadable::TooMany { limit });
    }
    let seed = || Rows { envelope, row: PhantomData };
    let mut json = serde_json::Deserializer::from_slice(body);
    let read = seed().deserialize(&mut json).and_then(|rows| json.end().map(|()| rows));
    read.map_err(|plain| {
        // Once more, slower, to say which field it was.
        let mut json = serde_json::Deserializer::from_slice(body);
        let mut track = serde_path_to_error::Track::new();
        let said = match seed().deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track)) {
            Ok(_) => plain.to_string(),
            Err(error) => match track.path().to_string().as_str() {
                "." => error.to_string(),
                path => format!("{path}: {error}"),
            },
        };
        Unreadable::Json(shortened(said))
    })
}

/// One value of an answer.
pub(super) fn read_value<T: DeserializeOwned>(body: &[u8]) -> Result<T, Unreadable> {
    if is_html(body) {
        return Err(Unreadable::Html);
    }
    serde_json::from_slice(body).map_err(|error| Unreadable::Json(shortened(error.to_string())))
}

/// A message about a text may repeat the text, however long it is.
fn shortened(mut said: String) -> String {
    if let Some((end, _)) = said.char_indices().nth(300) {
        said.truncate(end);
        said.push('…');
    }
    said
}

struct Rows<'a, T> {
    envelope: &'a Envelope,
    row: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Rows<'_, T> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Rows<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.envelope {
            Envelope::Either => f.write_str("an array, or an object with one array in it"),
            Envelope::Bare => f.write_str("an array"),
            Envelope::Field(name) => write!(f, "an object with an array in {name}"),
        }
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, rows: A) -> Result<Vec<T>, A::Error> {
        match self.envelope {
            Envelope::Field(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
            Envelope::Either | Envelope::Bare => collect(rows),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Vec<T>, A::Error> {
        let named = match self.envelope {
            Envelope::Bare => return Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
            Envelope::Either => None,
            Envelope::Field(name) => Some(name),
        };
        let mut found: Option<Vec<T>> = None;
        while let Some(field) = object.next_key::<String>()? {
            if named.is_some_and(|name| !same_name(name, &field)) {
                object.next_value::<IgnoredAny>()?;
            } else if let Some(rows) = object.next_value_seed(RowsIfArray(PhantomData))? {
                if found.is_some() {
                    return Err(A::Error::custom(
                        "two arrays in one envelope: name the field that holds the rows",
                    ));
                }
                found = Some(rows);
            }
        }
        found.ok_or_else(|| A::Error::custom("an envelope without rows"))
    }
}

fn collect<'de, T: DeserializeOwned, A: SeqAccess<'de>>(mut rows: A) -> Result<Vec<T>, A::Error> {
    let mut read = Vec::new();
    while let Some(row) = rows.next_element()? {
        read.push(row);
    }
    Ok(read)
}

/// The rows, where a field of an envelope is an array; nothing where it is something else.
struct RowsIfArray<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for RowsIfArray<T> {
    type Value = Option<Vec<T>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for RowsIfArray<T> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any field of an envelope")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, rows: A) -> Result<Self::Value, A::Error> {
        collect(rows).map(Some)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Quantity, Transaction};

    fn pieces(body: &str, envelope: &Envelope) -> Result<Vec<i64>, Unreadable> {
        read_rows::<Quantity>(body.as_bytes(), envelope)
            .map(|rows| rows.into_iter().map(Quantity::get).collect())
    }

    #[test]
    fn rows_are_found_bare_and_in_an_envelope() {
        let named = Envelope::Field("items".into());
        let table = [
            (Envelope::Either, r#"[1,"2"]"#),
            (Envelope::Bare, " [1, 2] "),
            (
                Envelope::Either,
                r#"{"page":1,"more":{"x":[]},"rows":[1,2],"total":null,"name":"x","ok":true,"f":-1.5}"#,
            ),
            (named.clone(), r#"{"other":["x"],"Items":[1,2]}"#),
        ];
        for (envelope, body) in table {
            assert_eq!(pieces(body, &envelope), Ok(vec![1, 2]), "{body}");
        }
        assert_eq!(pieces("null", &Envelope::Either), Ok(vec![]));
    }

    #[test]
    fn what_holds_no_rows_or_too_many_is_unreadable() {
        let named = Envelope::Field("items".into());
        let table = [
            (Envelope::Either, "{}"),
            (Envelope::Either, r#"{"a":[1],"b":[2]}"#),
            (Envelope::Either, "[1,2"),
            (Envelope::Either, "[1]x"),
            (Envelope::Either, "7"),
            (Envelope::Bare, r#"{"rows":[1]}"#),
            (named.clone(), "[1]"),
            (named, r#"{"rows":[1]}"#),
        ];
        for (envelope, body) in table {
            assert!(matches!(pieces(body, &envelope), Err(Unreadable::Json(_))), "{body}");
        }
    }

    #[test]
    fn a_small_answer_cannot_become_large_in_memory() {
        let limit = ROOM / size_of::<Transaction>();
        let bomb = format!("[{{\"transactionItems\":[{}{{}}]}}]", "{},".repeat(limit));
        assert!(bomb.len() < 1024 * 1024, "{}", bomb.len());
        let read = read_rows::<Transaction>(bomb.as_bytes(), &Envelope::Either);
        assert_eq!(read, Err(Unreadable::TooMany { limit }));
        assert!(limit > 1000 * 50, "a thousand full pages would still be read");
    }

    #[test]
    fn the_words_name_the_row_and_stay_short() {
        let body = format!(r#"[1,"{}"]"#, "x".repeat(9000));
        let Err(Unreadable::Json(words)) = pieces(&body, &Envelope::Either) else { panic!("was read") };
        assert!(words.starts_with("[1]: ") && words.chars().count() <= 301, "{words}");
    }
}
