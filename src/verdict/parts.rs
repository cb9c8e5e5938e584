//! Parts of messages: certificates, keys, lists and details of a finding, as a message needs them.

use super::finding::{Detail, Finding, Position};
use crate::certificate::{Certificate, SignatureAlgorithm};
use crate::message::message;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Completes "is signed with …".
pub(super) struct Algorithm(pub(super) SignatureAlgorithm);

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            SignatureAlgorithm::RsaPkcs1(hash) => message!(f, "RSA and {hash}", hash),
            SignatureAlgorithm::Ecdsa(hash) => message!(f, "ECDSA and {hash}", hash),
            other => write!(f, "{other}"),
        }
    }
}

/// A key in words, with its article.
pub(super) struct WithArticle<'a>(pub(super) &'a str);

impl fmt::Display for WithArticle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names such as RSA, EC and ML-DSA are spelled out when they are read.
        let is_an = self.0.starts_with(['E', 'R', 'M', 'S', 'X']);
        write!(f, "{} {}", if is_an { "an" } else { "a" }, self.0)
    }
}

/// The first of a list of names, and how many follow.
pub(super) struct Listed {
    first: Vec<String>,
    more: usize,
}

impl Listed {
    /// The most names that a message has.
    const MOST: usize = 3;

    pub(super) fn of(mut names: &mut dyn Iterator<Item = String>) -> Self {
        let first = (&mut names).take(Self::MOST).collect();
        Self { first, more: names.count() }
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first.as_slice(), self.more) {
            ([], _) => f.write_str("nothing"),
            ([only], _) => f.write_str(only),
            ([others @ .., last], 0) => write!(f, "{} and {last}", others.join(", ")),
            (first, more) => message!(f, "{join} and {more} more", join = first.join(", "), more),
        }
    }
}

/// The certificate that a message is about. The peer's own needs no name.
pub(super) struct Who<'a>(pub(super) Position, pub(super) &'a Certificate);

impl fmt::Display for Who<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Position::EndEntity => message!(f, "the certificate"),
            Position::Intermediate(_) => write!(f, "CA {}", self.1.quoted_subject()),
            Position::Anchor => write!(f, "root {}", self.1.quoted_subject()),
        }
    }
}

impl Finding {
    /// The message about a chain that cannot be read.
    pub(super) fn write_chain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::Chain(error) => write!(f, "{error}"),
            _ => message!(f, "the peer presented no certificate that can be read"),
        }
    }

    /// What the fault is, after a colon.
    pub(super) fn write_detail(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::Words(words) => write!(f, ": {words}"),
            Detail::Text(text) => write!(f, ": {text}"),
            Detail::Constraint(violation) => write!(f, ": {violation}"),
            Detail::Revocation(fact) => write!(f, ": {fact}"),
            _ => Ok(()),
        }
    }
}
