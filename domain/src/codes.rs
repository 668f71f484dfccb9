//! `codes!`: one declaration for a closed code table (domain.md §3.3).
//!
//! Every table has a stable `code` (stored, sent, used in URLs) and the word that stands in the
//! collection forms. Labels for people come from `locales`, keyed by the code.

/// Declares an enum whose variants carry a stable code and the word used in the forms.
macro_rules! codes {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $code:literal / $form:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$vmeta])* #[doc = $form] $variant ),+ }

        impl $name {
            /// Every value, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code: stored, sent and used in URLs.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The word that stands in the collection forms.
            pub const fn form_label(self) -> &'static str {
                match self { $(Self::$variant => $form),+ }
            }

            /// The value with this code, if there is one.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// The value that a form cell names, if there is one.
            pub fn from_form(label: &str) -> Option<Self> {
                match label { $($form => Some(Self::$variant),)+ _ => None }
            }

            /// The bit of this value in a stored set of codes.
            pub const fn bit(self) -> i64 { 1 << (self as u8) }

            /// The set of `values` as stored bits.
            pub fn bits(values: &[Self]) -> i64 {
                values.iter().fold(0, |set, value| set | value.bit())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                Self::from_code(&code).ok_or_else(|| {
                    serde::de::Error::custom(concat!("unknown code of ", stringify!($name)))
                })
            }
        }
    };
}
