//! What packed texts are made of.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "evaluated when the crate is built, where an error ends the build"
)]

/// The fragments, in the order of their first bytes. A packed byte is the number of one. They were chosen by counting what is
/// frequent in the texts of this library: another text can be packed too, but is a little longer. Every text that is not ASCII
/// needs them.
#[rustfmt::skip]
pub(super) const FRAGMENTS: [&str; 128] = [
    " (", " (RFC ", " (RFC 2818 §3.1)", " (RFC 5922 §7.", " -", " -out", " CA", " CRL", " DER",
    " EC PARAMETERS", " PEM", " a", " address", " and ", " as", " at byte ", " b", " c",
    " certificate", " ch", " constraint", " counts", " d", " does not ", " does not count",
    " entry", " ex", " f", " file", " file.pem ", " for", " from", " has", " in", " is",
    " is not ", " issu", " it", " its", " its own", " key", " key usage", " l", " m", " name",
    " not ", " o", " of", " only", " openssl ", " or", " p", " passphrase", " phone",
    " plain.pem", " private key", " revocation", " s", " sed 's/", " sign", " t", " that", " the",
    " the certificate", " this", " trust", " un", " version", " w", " wildcard", " with", ", but",
    ", so it", ", which", "-----", ".pem", "/\\n", "/g; s/", "5280 §4.", "BEGIN", "CERTIFICATE",
    "\\x", "ad", "ain", "an", "ar", "ask the owner of", "at", "ch", "convert it", "ec", "ed",
    "eers will reject", "el", "en", "er", "es", "for", "ic", "if", "in", "it", "key", "le",
    "llow", "lock", "make the other side", "n ", "ne", "no", "on", "or", "ore", "pkcs7 -",
    "print_certs", "re", "remove", "request a new", "se", "st", "supported", "the", "upload",
    "ut", "valid", "ver", "§", "…",
];

/// The number of bytes of all fragments.
const LENGTH: usize = {
    let (mut index, mut length) = (0, 0);
    while index < FRAGMENTS.len() {
        length += FRAGMENTS[index].len();
        index += 1;
    }
    length
};

/// Where each fragment begins in [`JOINED`], and where the last one ends.
pub(super) const STARTS: [u16; FRAGMENTS.len() + 1] = {
    let mut starts = [0; FRAGMENTS.len() + 1];
    let mut index = 0;
    while index < FRAGMENTS.len() {
        starts[index + 1] = starts[index] + FRAGMENTS[index].len() as u16;
        index += 1;
    }
    starts
};

/// All fragments as one text: an address for each of them would take more room than most of the fragments.
pub(super) const JOINED: &str = {
    const BYTES: [u8; LENGTH] = {
        let mut bytes = [0; LENGTH];
        let (mut index, mut end) = (0, 0);
        while index < FRAGMENTS.len() {
            let fragment = FRAGMENTS[index].as_bytes();
            let mut at = 0;
            while at < fragment.len() {
                bytes[end] = fragment[at];
                (at, end) = (at + 1, end + 1);
            }
            index += 1;
        }
        bytes
    };
    match core::str::from_utf8(&BYTES) {
        Ok(joined) => joined,
        Err(_) => panic!("fragments are texts"),
    }
};
