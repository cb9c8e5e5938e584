//! Builds files: real certificates, and the forms of other files.

pub(crate) use webpki_root_certs::TLS_SERVER_ROOT_CERTS as ROOTS;

/// The DER of a root of Mozilla's list.
pub(crate) fn root(index: usize) -> &'static [u8] {
    ROOTS[index].as_ref()
}

pub(crate) fn block(label: &str, der: &[u8]) -> String {
    wrapped(label, der, 64, "\n")
}

pub(crate) fn wrapped(label: &str, der: &[u8], columns: usize, eol: &str) -> String {
    let text = base64_simd::STANDARD.encode_to_string(der);
    let mut pem = format!("-----BEGIN {label}-----{eol}");
    for line in text.as_bytes().chunks(columns) {
        pem.push_str(core::str::from_utf8(line).unwrap());
        pem.push_str(eol);
    }
    pem + "-----END " + label + "-----" + eol
}

pub(crate) fn certificate(index: usize) -> String {
    block("CERTIFICATE", root(index))
}

/// A DER element.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let value = parts.concat();
    let length = u32::try_from(value.len()).unwrap().to_be_bytes();
    let mut element = vec![tag];
    match value.len() {
        0..=0x7f => element.push(length[3]),
        0x80..=0xffff => element.extend([0x82, length[2], length[3]]),
        _ => element.extend([0x83, length[1], length[2], length[3]]),
    }
    if (0x80..0x100).contains(&value.len()) {
        element.splice(1.., [0x81, length[3]]);
    }
    element.extend(value);
    element
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

/// PKCS#7 signed data, in the form of `openssl crl2pkcs7`.
pub(crate) fn pkcs7(certificates: &[&[u8]], crls: &[&[u8]]) -> Vec<u8> {
    signed_data(&[], certificates, crls, &[])
}

/// Signed data with a message, which may be empty, and the bytes of its signer information.
pub(crate) fn signed_data(
    content: &[u8],
    certificates: &[&[u8]],
    crls: &[&[u8]],
    signers: &[u8],
) -> Vec<u8> {
    let data = tlv(6, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"]);
    let signed = sequence(&[
        &[2, 1, 1],
        &tlv(0x31, &[]),
        &sequence(&[&data, content]),
        &tlv(0xa0, certificates),
        &tlv(0xa1, crls),
        &tlv(0x31, &[signers]),
    ]);
    let content_type = tlv(6, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"]);
    sequence(&[&content_type, &tlv(0xa0, &[&signed])])
}

/// Placeholders where only the form matters: an object identifier, a name and a time.
pub(crate) const OID: &[u8] = &[6, 3, 0x2a, 3, 4];
pub(crate) const NAME: &[u8] = &[0x30, 0];
pub(crate) const TIME: &[u8] = b"\x17\x0d260101000000Z";

pub(crate) fn key_pkcs8() -> Vec<u8> {
    sequence(&[&[2, 1, 0], &sequence(&[OID]), &tlv(4, &[SECRET])])
}

pub(crate) const SECRET: &[u8] =
    b"the very secret bytes of a private key, which nobody may ever read in a log";
