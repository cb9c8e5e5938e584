//! Plants bytes of a private key in an input, and checks that no text contains them.
//!
//! Marks in the input are replaced by the bytes. So a text that contains them has quoted the input, and fuzzing cannot
//! have found them by chance.

/// The mark for [`SECRET`] in an input.
pub const BYTES_MARK: &[u8] = b"\xf5KEY\xf5";
/// The mark for its base64 form.
pub const BASE64_MARK: &[u8] = b"\xf6KEY\xf6";

/// 32 bytes that no message contains by chance, as long as a P-256 scalar or an Ed25519 seed.
pub const SECRET: &[u8] = b"\xd3\x9a\xe1\x04\x8c\xf7\x1e\xb2\x65\xa9\x13\xce\x58\x80\x2d\xf4\
    \xbb\x06\x91\xda\x37\xe8\x4b\xc5\x9e\x72\xf0\x1b\xa4\x5d\xcc\x83";
const SECRET_BASE64: &[u8] = b"05rhBIz3HrJlqRPOWIAt9LsGkdo36EvFnnLwG6RdzIM=";

/// Replaces marks by the secret. Also returns whether there were any.
pub fn plant(input: &[u8]) -> (Vec<u8>, bool) {
    let mut whole = Vec::with_capacity(input.len());
    let mut planted = false;
    let mut rest = input;
    while let Some((first, after)) = rest.split_first() {
        let marks = [(BYTES_MARK, SECRET), (BASE64_MARK, SECRET_BASE64)];
        let found =
            marks.iter().find_map(|(mark, secret)| Some((rest.strip_prefix(*mark)?, secret)));
        if let Some((after, secret)) = found {
            whole.extend_from_slice(secret);
            planted = true;
            rest = after;
        } else {
            whole.push(*first);
            rest = after;
        }
    }
    (whole, planted)
}

/// Requires that `text` contains no eight bytes of the planted secret.
#[track_caller]
pub fn assert_silent(text: &str) {
    assert_without(text, SECRET, &[]);
    assert_without(text, SECRET_BASE64, &[]);
}

/// Requires that `text` contains no eight bytes of `secret`, whether raw, in hexadecimal or as a list of numbers.
///
/// Bytes that are also public, or that mostly repeat, reveal nothing and are skipped.
#[track_caller]
pub fn assert_without(text: &str, secret: &[u8], public: &[&[u8]]) {
    let lower = text.to_lowercase();
    for eight in secret.windows(8) {
        if is_public(eight, public) {
            continue;
        }
        let hex: String = eight.iter().map(|byte| format!("{byte:02x}")).collect();
        let list = format!("{eight:?}");
        let list = list.trim_matches(['[', ']']);
        let raw = text.as_bytes().windows(8).any(|window| window == eight);
        assert!(!raw && !lower.contains(&hex) && !text.contains(list), "{text}");
    }
}

/// Whether these bytes of a key reveal nothing.
pub fn is_public(bytes: &[u8], public: &[&[u8]]) -> bool {
    let repeats = (1..bytes.len()).filter(|&at| bytes[..at].contains(&bytes[at])).count();
    let contains = |text: &&[u8]| text.windows(bytes.len()).any(|window| window == bytes);
    repeats * 2 > bytes.len() || public.iter().any(contains)
}
