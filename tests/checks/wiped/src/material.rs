//! Keys that protect nothing, and their secret numbers.

/// Keys in PKCS#8, by name.
pub const KEYS: [(&str, &[u8]); 8] = [
    ("rsa2048", include_bytes!("../../../kit/src/keys/rsa2048.pk8")),
    ("rsa3072", include_bytes!("../../../kit/src/keys/rsa3072.pk8")),
    ("rsa4096", include_bytes!("../../../kit/src/keys/rsa4096.pk8")),
    ("rsa8192", include_bytes!("../tests/data/rsa8192.pk8")),
    ("p256", include_bytes!("../tests/data/p256.pk8")),
    ("p384", include_bytes!("../tests/data/p384.pk8")),
    ("p521", include_bytes!("../../../kit/src/keys/p521.pk8")),
    ("ed25519", include_bytes!("../tests/data/ed25519.pk8")),
];

/// A certificate for each.
pub const CERTIFICATES: [(&str, &[u8]); 8] = [
    ("rsa2048", include_bytes!("../tests/data/rsa2048.der")),
    ("rsa3072", include_bytes!("../tests/data/rsa3072.der")),
    ("rsa4096", include_bytes!("../tests/data/rsa4096.der")),
    ("rsa8192", include_bytes!("../tests/data/rsa8192.der")),
    ("p256", include_bytes!("../tests/data/p256.der")),
    ("p384", include_bytes!("../tests/data/p384.der")),
    ("p521", include_bytes!("../tests/data/p521.der")),
    ("ed25519", include_bytes!("../tests/data/ed25519.der")),
];

/// The P-256 key, encrypted with the passphrase `secret`.
pub const ENCRYPTED: &[u8] = include_bytes!("../tests/data/p256-encrypted.pem");

/// The secret elements of a PKCS#8 key: the INTEGERs, except modulus and public exponent, and the OCTET STRINGs that
/// contain no other element.
pub fn secret_numbers(der: &[u8]) -> Vec<Vec<u8>> {
    let (mut integers, mut bytes) = (Vec::new(), Vec::new());
    collect(der, &mut integers, &mut bytes);
    // Version, version, n, e, then d, p, q, dP, dQ, qInv.
    integers.drain(..integers.len().min(4));
    integers.extend(bytes);
    integers.retain(|secret| secret.len() >= crate::WINDOW);
    integers
}

fn collect(mut der: &[u8], integers: &mut Vec<Vec<u8>>, bytes: &mut Vec<Vec<u8>>) {
    while let Some((tag, value, rest)) = element(der) {
        match tag {
            0x30 => collect(value, integers, bytes),
            0x02 => integers.push(value.to_vec()),
            0x04 if element(value)
                .is_some_and(|(tag, _, rest)| rest.is_empty() && matches!(tag, 0x30 | 0x04)) =>
            {
                collect(value, integers, bytes);
            }
            0x04 => bytes.push(value.to_vec()),
            _ => {}
        }
        der = rest;
    }
}

/// The contents of the OCTET STRING of a PKCS#8 key: the older form, or the OCTET STRING of a seed.
///
/// # Panics
///
/// If `der` is no such key.
pub fn inner(der: &[u8]) -> &[u8] {
    let (_, inside, _) = element(der).unwrap();
    let (_, _, rest) = element(inside).unwrap();
    let (_, _, rest) = element(rest).unwrap();
    let (tag, bytes, _) = element(rest).unwrap();
    assert_eq!(tag, 0x04);
    bytes
}

/// The tag and contents of the first element, and the rest after it.
pub fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0x00..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), rest.get(1..)?),
        0x82 => (usize::from(*rest.first()?) << 8 | usize::from(*rest.get(1)?), rest.get(2..)?),
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((tag, value, rest))
}

/// The base64 text of secrets that begin at any byte of a group of three.
pub fn text_of(secrets: &[Vec<u8>]) -> Vec<Vec<u8>> {
    secrets
        .iter()
        .flat_map(|secret| (0..3).map(|skip| base64(&secret[skip..]).into_bytes()))
        .collect()
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let sextet = (bits >> (18 - 6 * place)) & 63;
            text.push(if place <= group.len() {
                char::from(ALPHABET[sextet as usize])
            } else {
                '='
            });
        }
    }
    text
}

/// PEM with lines of 64 characters. The watched library must not write it.
pub fn pem(label: &str, der: &[u8]) -> String {
    let text = base64(der);
    let lines: Vec<_> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
