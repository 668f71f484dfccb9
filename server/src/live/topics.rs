//! What streams can be asked for, read off the type of their query, so that a new topic cannot escape
//! the permission walk.

use super::Wanted;
use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};

/// The topics: the fields of the query.
pub fn topics() -> Vec<&'static str> {
    let mut fields = Fields(Vec::new());
    // It fails on purpose as soon as the fields are known.
    let read = Wanted::deserialize(&mut fields);
    assert!(read.is_err(), "there was nothing to read");
    fields.0
}

/// Notes which fields a type wants.
struct Fields(Vec<&'static str>);

impl<'de> Deserializer<'de> for &mut Fields {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("the query has no fields"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.0.extend(fields);
        Err(Error::custom("the fields are known"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
