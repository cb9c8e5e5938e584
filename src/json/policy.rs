//! `{"source": "all", "names": "rfc2818", "profile": "rfc5280", "revocation": "if-loaded", "sip_wildcards": false, "waived": []}`

use crate::name::NameRules;
use crate::policy::{Check, Policy, Profile, RevocationCoverage, TrustSource};
use crate::text::Quoted;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const FIELDS: &[&str] = &["source", "names", "profile", "revocation", "sip_wildcards", "waived"];
/// Characters of an unknown word that an error shows: twice the longest word.
const MOST_SHOWN: usize = 40;
const FIELDS_ARE: &str =
    "the settings are source, names, profile, revocation, sip_wildcards and waived";

/// With the feature `serde`: the words of its settings. `waived` lists the checks that do not decide.
impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let waived: Vec<&str> = Check::ALL
            .iter()
            .filter(|check| !self.decides(**check))
            .map(|check| check.word())
            .collect();
        let mut object = serializer.serialize_struct("Policy", FIELDS.len())?;
        object.serialize_field("source", self.source().word())?;
        object.serialize_field("names", self.name_rules().word())?;
        object.serialize_field("profile", self.profile().word())?;
        object.serialize_field("revocation", self.revocation_coverage().word())?;
        object.serialize_field("sip_wildcards", &self.sip_wildcards())?;
        object.serialize_field("waived", &waived)?;
        object.end()
    }
}

/// With the feature `serde`: settings that are left out are those of [`Policy::STRICT`]. An unknown setting, an unknown word, a
/// repeated setting and a check that cannot be waived are errors that name it, so a misspelled setting weakens nothing.
///
/// ```
/// use trustslot::{Check, Policy, TrustSource};
///
/// let policy: Policy = serde_json::from_str(r#"{"source": "custom", "waived": ["clock"]}"#)?;
/// assert_eq!(policy, Policy::STRICT.with_source(TrustSource::Custom).waive(Check::Clock));
///
/// let error = serde_json::from_str::<Policy>(r#"{"source": "costum"}"#).unwrap_err();
/// assert!(error.to_string().starts_with("\"costum\" is none of: all, built-in, custom"));
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Policy", FIELDS, Settings)
    }
}

struct Settings;

impl<'de> Visitor<'de> for Settings {
    type Value = Policy;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the settings of a policy")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Policy, A::Error> {
        let mut policy = Policy::STRICT;
        let mut seen: Vec<&'static str> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let Some(field) = FIELDS.iter().copied().find(|field| *field == key) else {
                let key = Quoted::text(&key, MOST_SHOWN);
                return Err(A::Error::custom(format_args!(
                    "no setting is called {key}; {FIELDS_ARE}"
                )));
            };
            if seen.contains(&field) {
                return Err(A::Error::duplicate_field(field));
            }
            seen.push(field);
            policy = match field {
                "source" => {
                    policy.with_source(word(&mut map, TrustSource::ALL, TrustSource::word)?)
                }
                "names" => policy.with_name_rules(word(&mut map, NameRules::ALL, NameRules::word)?),
                "profile" => policy.with_profile(word(&mut map, Profile::ALL, Profile::word)?),
                "revocation" => policy.with_revocation_coverage(word(
                    &mut map,
                    RevocationCoverage::ALL,
                    RevocationCoverage::word,
                )?),
                "sip_wildcards" => policy.with_sip_wildcards(map.next_value()?),
                _ => waiving(policy, &map.next_value::<Vec<String>>()?)?,
            };
        }
        Ok(policy)
    }
}

/// The value of a setting, from its word.
fn word<'de, A: MapAccess<'de>, T: Copy>(
    map: &mut A,
    all: &[T],
    word_of: fn(T) -> &'static str,
) -> Result<T, A::Error> {
    named(&map.next_value::<String>()?, all, word_of)
}

fn waiving<E: Error>(policy: Policy, words: &[String]) -> Result<Policy, E> {
    words.iter().try_fold(policy, |policy, text| match named(text, Check::ALL, Check::word)? {
        Check::Presented => Err(E::custom("the check \"presented\" cannot be waived")),
        check => Ok(policy.waive(check)),
    })
}

fn named<T: Copy, E: Error>(text: &str, all: &[T], word_of: fn(T) -> &'static str) -> Result<T, E> {
    all.iter().copied().find(|value| word_of(*value) == text).ok_or_else(|| {
        let known: Vec<&str> = all.iter().copied().map(word_of).collect();
        E::custom(format_args!(
            "{} is none of: {}",
            Quoted::text(text, MOST_SHOWN),
            known.join(", ")
        ))
    })
}
