//! Writes DER, and also encodings that are not DER.

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OID: u8 = 0x06;
pub const UTF8_STRING: u8 = 0x0c;
pub const PRINTABLE_STRING: u8 = 0x13;
pub const T61_STRING: u8 = 0x14;
pub const IA5_STRING: u8 = 0x16;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;
pub const UNIVERSAL_STRING: u8 = 0x1c;
pub const BMP_STRING: u8 = 0x1e;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// One element: tag, shortest length, contents.
pub fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut element = vec![tag];
    element.extend(length(contents.len()));
    element.extend_from_slice(contents);
    element
}

/// `SEQUENCE` of elements that are already written: `seq(&[a, b])`.
pub fn seq<T: AsRef<[u8]>>(elements: &[T]) -> Vec<u8> {
    tlv(SEQUENCE, &concat(elements))
}

/// `SET`, in the order given. DER requires a sorted `SET OF`; that is up to the caller.
pub fn set<T: AsRef<[u8]>>(elements: &[T]) -> Vec<u8> {
    tlv(SET, &concat(elements))
}

/// `[number] EXPLICIT` around one element (or several).
pub fn explicit(number: u8, element: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, element)
}

/// `[number] IMPLICIT` of a primitive type, from its contents.
pub fn implicit(number: u8, contents: &[u8]) -> Vec<u8> {
    tlv(0x80 | number, contents)
}

/// `[number] IMPLICIT` of a constructed type, from its elements.
pub fn implicit_constructed(number: u8, elements: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, elements)
}

pub fn boolean(value: bool) -> Vec<u8> {
    tlv(BOOLEAN, &[if value { 0xff } else { 0x00 }])
}

/// A non-negative `INTEGER` from big-endian bytes, in its shortest form. For other `INTEGER`s use [`tlv`].
pub fn integer(magnitude: &[u8]) -> Vec<u8> {
    let zeros = magnitude.iter().take_while(|&&byte| byte == 0).count();
    let digits = &magnitude[zeros..];
    // A first bit of 1 would make the number negative, and a number has at least one byte.
    let pad = digits.first().is_none_or(|&first| first >= 0x80);
    let mut contents = vec![0; usize::from(pad)];
    contents.extend_from_slice(digits);
    tlv(INTEGER, &contents)
}

pub fn null() -> Vec<u8> {
    tlv(NULL, &[])
}

/// `BIT STRING` of whole bytes.
pub fn bit_string(bytes: &[u8]) -> Vec<u8> {
    bit_string_unused(0, bytes)
}

pub fn bit_string_unused(unused: u8, bytes: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, &concat(&[&[unused], bytes]))
}

/// `BIT STRING` with these bits set and no trailing zeros, as X.690 §11.2.2 requires for keyUsage.
pub fn named_bits(bits: &[usize]) -> Vec<u8> {
    let Some(&last) = bits.iter().max() else {
        return bit_string(&[]);
    };
    let mut bytes = vec![0_u8; last / 8 + 1];
    for bit in bits {
        bytes[bit / 8] |= 0x80 >> (bit % 8);
    }
    bit_string_unused(u8::try_from(7 - last % 8).unwrap(), &bytes)
}

pub fn octet_string(bytes: &[u8]) -> Vec<u8> {
    tlv(OCTET_STRING, bytes)
}

/// From the dotted form: `oid("2.5.29.17")`.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("an OID arc")).collect();
    let mut contents = base128(arcs[0] * 40 + arcs[1]);
    for &arc in &arcs[2..] {
        contents.extend(base128(arc));
    }
    tlv(OID, &contents)
}

pub fn utf8(text: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(UTF8_STRING, text.as_ref())
}

pub fn printable(text: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(PRINTABLE_STRING, text.as_ref())
}

pub fn ia5(text: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(IA5_STRING, text.as_ref())
}

/// `BMPString`: UTF-16, big-endian.
pub fn bmp(text: &str) -> Vec<u8> {
    tlv(BMP_STRING, &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>())
}

/// From the text, unchecked: `utc_time("491231235959Z")`.
pub fn utc_time(text: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(UTC_TIME, text.as_ref())
}

/// From the text, unchecked: `generalized_time("99991231235959Z")`.
pub fn generalized_time(text: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(GENERALIZED_TIME, text.as_ref())
}

pub fn concat<T: AsRef<[u8]>>(parts: &[T]) -> Vec<u8> {
    parts.iter().flat_map(T::as_ref).copied().collect()
}

/// Replaces `what`, which must occur exactly once in `bytes`, by `with`. The lengths of the elements around it do not
/// change, so they are wrong unless both have the same length.
#[track_caller]
pub fn replace_once(bytes: &mut Vec<u8>, what: &[u8], with: &[u8]) {
    let found: Vec<usize> = (0..bytes.len()).filter(|&i| bytes[i..].starts_with(what)).collect();
    let [at] = found[..] else {
        panic!("expected one occurrence to replace, found {}", found.len())
    };
    bytes.splice(at..at + what.len(), with.iter().copied());
}

fn length(length: usize) -> Vec<u8> {
    if let Ok(short @ 0..0x80) = u8::try_from(length) {
        return vec![short];
    }
    let bytes = length.to_be_bytes();
    let digits: Vec<u8> = bytes.into_iter().skip_while(|&byte| byte == 0).collect();
    concat(&[&[0x80 | u8::try_from(digits.len()).unwrap()], &digits[..]])
}

fn base128(arc: u64) -> Vec<u8> {
    let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
    (0..groups)
        .rev()
        .map(|group| {
            let more = if group == 0 { 0x00 } else { 0x80 };
            more | u8::try_from(arc >> (7 * group) & 0x7f).unwrap()
        })
        .collect()
}
