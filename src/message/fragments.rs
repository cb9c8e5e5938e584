//! What packed texts are made of.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "evaluated when the crate is built, where an error ends the build"
)]

use super::pack::{pack_next, packed_length};

/// The fragments, in the order of their first bytes. A packed byte is the number of one. They were chosen by counting what is
/// frequent in the texts of this library and in the fragments themselves: another text can be packed too, but is a little longer.
#[rustfmt::skip]
pub(super) const FRAGMENTS: [&str; 152] = [
    " -", " addres", " byte", " i", " is ", " of ", " openssl ", " the ", " with", "(RFC ",
    "(RFC 2818 ", "(RFC 5280 ", "(RFC 5922 ", ", ", ", but ", ", so it does not cou", ", which",
    "---", "-----", "-256", "-512", ".1", ".pem", "/g; s/", "4.2.1", ": ", ": openssl ", "BEGIN ",
    "CA ", "CRL", "END lin", "GOST R 34", "Microsoft ", "RSA", "RSA with SH", "RTIFICATE",
    "SA with SHA", "SHA", "SLH-DSA-S", "a ", "ad", "ain", "al", "algorithm", "an", "an ", "and ",
    "ar", "are ", "as ", "ask the owner of ", "at", "base64", "brainpoolP", "built-in ",
    "cannot be ", "certificate", "certificate ", "ch", "common nam", "constrain", "contain",
    "critical ", "d ", "does not ", "does not count besid", "e ", "ec", "ed", "ed ", "el", "en",
    "encrypte", "ent", "er", "er ", "es ", "exten", "file", "file.pem > plain.pem", "for", "for ",
    "has ", "if", "in", "in ", "is ", "issu", "it", "it ", "its ", "key", "key usage ", "li",
    "line ", "lock", "make the other side ", "nam", "name ", "new ", "no ", "not ", "numb", "o ",
    "of ", "om", "on", "on ", "only ", "or", "or ", "other ", "ou", "ough memory ", "ow",
    "passphras", "pkcs7 -", "public ", "re", "remove ", "request a ", "revocation ", "rivate key",
    "s ", "s; the limit ", "si", "sign", "signature ", "st", "subjec", "supporte", "t ", "te", "th",
    "that ", "the ", "the certificate ", "the common name would mat", "the file ",
    "the private key", "the snapsho", "there ", "too many ", "trus", "ts ", "uploa", "valid ",
    "ver", "wildcar", "will reject ", "with ", "y ",
];

/// The number of bytes of all fragments, each packed with shorter ones.
const LENGTH: usize = {
    let (mut index, mut length) = (0, 0);
    while index < FRAGMENTS.len() {
        length += packed_length(FRAGMENTS[index], None, FRAGMENTS[index].len());
        index += 1;
    }
    length
};

/// Where each fragment begins in [`JOINED`], and where the last one ends.
pub(super) const STARTS: [u16; FRAGMENTS.len() + 1] = {
    let mut starts = [0; FRAGMENTS.len() + 1];
    let mut index = 0;
    while index < FRAGMENTS.len() {
        let length = packed_length(FRAGMENTS[index], None, FRAGMENTS[index].len());
        starts[index + 1] = starts[index] + length as u16;
        index += 1;
    }
    starts
};

/// All fragments, packed: an address for each of them would take more room than most of the fragments.
pub(super) static JOINED: [u8; LENGTH] = {
    let mut bytes = [0; LENGTH];
    let (mut index, mut end) = (0, 0);
    while index < FRAGMENTS.len() {
        let (fragment, mut at) = (FRAGMENTS[index], 0);
        while at < fragment.len() {
            (at, bytes[end]) = pack_next(fragment.as_bytes(), at, None, fragment.len());
            end += 1;
        }
        index += 1;
    }
    bytes
};
