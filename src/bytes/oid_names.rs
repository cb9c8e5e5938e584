//! Names of object identifiers, for messages. No decision depends on them.

use crate::message::Text;
#[cfg(any(not(feature = "std"), test))]
use crate::message::pack::pack_into;
use ::der::oid::ObjectIdentifier;

/// The name of an object identifier (contents bytes), if it is in the table.
pub(crate) fn name(id: &[u8]) -> Option<&'static str> {
    core::str::from_utf8(find(&TABLE, id)?).ok()
}

/// The same name as a text of a message.
pub(crate) fn text(id: &[u8]) -> Option<Text> {
    #[cfg(feature = "std")]
    return name(id).map(Text);
    #[cfg(not(feature = "std"))]
    return find(&PACKED, id).map(Text);
}

fn find(table: &'static [u8], id: &[u8]) -> Option<&'static [u8]> {
    let mut rest = table;
    loop {
        let (other, after) = field(rest)?;
        let (name, after) = field(after)?;
        if other == id {
            return Some(name);
        }
        rest = after;
    }
}

/// A field of the table, and the rest.
fn field(table: &'static [u8]) -> Option<(&'static [u8], &'static [u8])> {
    let (length, rest) = table.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

/// Identifiers and names one after the other, each after a byte with its length. A list of slices takes three times as much
/// of a firmware.
static TABLE: [u8; table_length()] = table();

/// The same with packed names. Messages need no other table, so a firmware rarely links that.
#[cfg(any(not(feature = "std"), test))]
static PACKED: [u8; packed_length()] = {
    let mut packed = [0; packed_length()];
    let _ = pack_all(&mut packed);
    packed
};

#[cfg(any(not(feature = "std"), test))]
const fn packed_length() -> usize {
    pack_all(&mut [0; table_length()])
}

/// Returns the number of bytes.
#[cfg(any(not(feature = "std"), test))]
const fn pack_all(table: &mut [u8]) -> usize {
    let (mut names, mut end) = (NAMES, 0);
    while let [(id, name), others @ ..] = names {
        end = append(table, end, id.as_bytes());
        let mut packed = [0; 255];
        let length = pack_into(&mut packed, name, None);
        let (packed, _) = packed.split_at(length);
        end = append(table, end, packed);
        names = others;
    }
    end
}

const fn table_length() -> usize {
    let (mut rest, mut length) = (NAMES, 0_usize);
    while let [(id, name), others @ ..] = rest {
        let fields = id.as_bytes().len().saturating_add(name.len());
        length = length.saturating_add(fields).saturating_add(2);
        rest = others;
    }
    length
}

const fn table() -> [u8; table_length()] {
    let mut table = [0; table_length()];
    let (mut names, mut end) = (NAMES, 0);
    while let [(id, name), others @ ..] = names {
        end = append(&mut table, end, id.as_bytes());
        end = append(&mut table, end, name.as_bytes());
        names = others;
    }
    table
}

/// Appends one field, and returns the new end.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated when the crate is built, where an error ends the build"
)]
const fn append(table: &mut [u8], end: usize, field: &[u8]) -> usize {
    assert!(field.len() <= 255);
    table[end] = field.len() as u8;
    let (mut rest, mut end) = (field, end + 1);
    while let [byte, others @ ..] = rest {
        table[end] = *byte;
        end += 1;
        rest = others;
    }
    end
}

macro_rules! names {
    ($($text:literal $name:literal,)*) => {
        /// Evaluated when the crate is built, and not part of a program.
        const NAMES: &[(ObjectIdentifier, &str)] =
            &[$((ObjectIdentifier::new_unwrap($text), $name),)*];
    };
}

names! {
    // Extensions (RFC 5280 §4.2 and §A, RFC 3739, RFC 3779, RFC 6960, RFC 6962, RFC 7633, Microsoft, Netscape).
    "2.5.29.9" "subjectDirectoryAttributes",
    "2.5.29.14" "subjectKeyIdentifier",
    "2.5.29.15" "keyUsage",
    "2.5.29.16" "privateKeyUsagePeriod",
    "2.5.29.17" "subjectAltName",
    "2.5.29.18" "issuerAltName",
    "2.5.29.19" "basicConstraints",
    "2.5.29.30" "nameConstraints",
    "2.5.29.31" "cRLDistributionPoints",
    "2.5.29.32" "certificatePolicies",
    "2.5.29.33" "policyMappings",
    "2.5.29.35" "authorityKeyIdentifier",
    "2.5.29.36" "policyConstraints",
    "2.5.29.37" "extKeyUsage",
    "2.5.29.46" "freshestCRL",
    "2.5.29.54" "inhibitAnyPolicy",
    "1.3.6.1.5.5.7.1.1" "authorityInfoAccess",
    "1.3.6.1.5.5.7.1.2" "biometricInfo",
    "1.3.6.1.5.5.7.1.3" "qcStatements",
    "1.3.6.1.5.5.7.1.7" "ipAddrBlocks",
    "1.3.6.1.5.5.7.1.8" "autonomousSysIds",
    "1.3.6.1.5.5.7.1.11" "subjectInfoAccess",
    "1.3.6.1.5.5.7.1.24" "TLS feature",
    "1.3.6.1.5.5.7.48.1.5" "OCSP no check",
    "1.3.6.1.4.1.11129.2.4.2" "signed certificate timestamps",
    "1.3.6.1.4.1.11129.2.4.3" "CT poison, which marks a precertificate",
    "1.3.6.1.4.1.311.20.2" "Microsoft certificate template name",
    "1.3.6.1.4.1.311.21.7" "Microsoft certificate template",
    "1.3.6.1.4.1.311.21.10" "Microsoft application policies",
    "2.16.840.1.113730.1.1" "Netscape certificate type",
    "2.16.840.1.113730.1.13" "Netscape comment",

    // Purposes (RFC 5280 §4.2.1.12, RFC 4334, RFC 4556, RFC 4945, RFC 5924, Microsoft, Netscape).
    "2.5.29.37.0" "any purpose",
    "1.3.6.1.5.5.7.3.1" "TLS server",
    "1.3.6.1.5.5.7.3.2" "TLS client",
    "1.3.6.1.5.5.7.3.3" "code signing",
    "1.3.6.1.5.5.7.3.4" "e-mail protection",
    "1.3.6.1.5.5.7.3.5" "IPsec end system",
    "1.3.6.1.5.5.7.3.6" "IPsec tunnel",
    "1.3.6.1.5.5.7.3.7" "IPsec user",
    "1.3.6.1.5.5.7.3.8" "time stamping",
    "1.3.6.1.5.5.7.3.9" "OCSP signing",
    "1.3.6.1.5.5.7.3.13" "EAP over PPP",
    "1.3.6.1.5.5.7.3.14" "EAP over LAN",
    "1.3.6.1.5.5.7.3.17" "IPsec IKE",
    "1.3.6.1.5.5.7.3.20" "SIP domain",
    "1.3.6.1.5.5.7.3.21" "SSH client",
    "1.3.6.1.5.5.7.3.22" "SSH server",
    "1.3.6.1.5.2.3.4" "Kerberos client",
    "1.3.6.1.5.2.3.5" "Kerberos KDC",
    "1.3.6.1.4.1.311.10.3.3" "Microsoft server gated crypto",
    "1.3.6.1.4.1.311.10.3.4" "Microsoft encrypted files",
    "1.3.6.1.4.1.311.20.2.2" "smart card logon",
    "2.16.840.1.113730.4.1" "Netscape server gated crypto",

    // Curves (SEC 2, RFC 5639, GB/T 32918).
    "1.2.840.10045.3.1.1" "secp192r1",
    "1.2.840.10045.3.1.7" "P-256",
    "1.3.132.0.10" "secp256k1",
    "1.3.132.0.16" "sect283k1",
    "1.3.132.0.17" "sect283r1",
    "1.3.132.0.26" "sect233k1",
    "1.3.132.0.27" "sect233r1",
    "1.3.132.0.31" "secp192k1",
    "1.3.132.0.32" "secp224k1",
    "1.3.132.0.33" "secp224r1",
    "1.3.132.0.34" "P-384",
    "1.3.132.0.35" "P-521",
    "1.3.132.0.36" "sect409k1",
    "1.3.132.0.37" "sect409r1",
    "1.3.132.0.38" "sect571k1",
    "1.3.132.0.39" "sect571r1",
    "1.3.36.3.3.2.8.1.1.1" "brainpoolP160r1",
    "1.3.36.3.3.2.8.1.1.2" "brainpoolP160t1",
    "1.3.36.3.3.2.8.1.1.3" "brainpoolP192r1",
    "1.3.36.3.3.2.8.1.1.4" "brainpoolP192t1",
    "1.3.36.3.3.2.8.1.1.5" "brainpoolP224r1",
    "1.3.36.3.3.2.8.1.1.6" "brainpoolP224t1",
    "1.3.36.3.3.2.8.1.1.7" "brainpoolP256r1",
    "1.3.36.3.3.2.8.1.1.8" "brainpoolP256t1",
    "1.3.36.3.3.2.8.1.1.9" "brainpoolP320r1",
    "1.3.36.3.3.2.8.1.1.10" "brainpoolP320t1",
    "1.3.36.3.3.2.8.1.1.11" "brainpoolP384r1",
    "1.3.36.3.3.2.8.1.1.12" "brainpoolP384t1",
    "1.3.36.3.3.2.8.1.1.13" "brainpoolP512r1",
    "1.3.36.3.3.2.8.1.1.14" "brainpoolP512t1",
    "1.2.156.10197.1.301" "SM2",

    // Keys, and signatures without another hash algorithm (RFC 3279, RFC 4055, RFC 8410, RFC 9814, RFC 9881, RFC 9935).
    "1.2.840.113549.1.1.1" "RSA",
    "1.2.840.113549.1.1.7" "RSAES-OAEP",
    "1.2.840.113549.1.1.10" "RSASSA-PSS",
    "1.2.840.113549.1.3.1" "Diffie-Hellman",
    "1.2.840.10040.4.1" "DSA",
    "1.2.840.10045.2.1" "EC",
    "1.2.840.10046.2.1" "Diffie-Hellman",
    "1.3.132.1.12" "ECDH",
    "1.3.132.1.13" "ECMQV",
    "1.3.101.110" "X25519",
    "1.3.101.111" "X448",
    "1.3.101.112" "Ed25519",
    "1.3.101.113" "Ed448",
    "1.2.643.2.2.19" "GOST R 34.10-2001",
    "1.2.643.7.1.1.1.1" "GOST R 34.10-2012",
    "1.2.643.7.1.1.1.2" "GOST R 34.10-2012",
    "2.16.840.1.101.3.4.3.17" "ML-DSA-44",
    "2.16.840.1.101.3.4.3.18" "ML-DSA-65",
    "2.16.840.1.101.3.4.3.19" "ML-DSA-87",
    "2.16.840.1.101.3.4.3.20" "SLH-DSA-SHA2-128s",
    "2.16.840.1.101.3.4.3.21" "SLH-DSA-SHA2-128f",
    "2.16.840.1.101.3.4.3.22" "SLH-DSA-SHA2-192s",
    "2.16.840.1.101.3.4.3.23" "SLH-DSA-SHA2-192f",
    "2.16.840.1.101.3.4.3.24" "SLH-DSA-SHA2-256s",
    "2.16.840.1.101.3.4.3.25" "SLH-DSA-SHA2-256f",
    "2.16.840.1.101.3.4.3.26" "SLH-DSA-SHAKE-128s",
    "2.16.840.1.101.3.4.3.27" "SLH-DSA-SHAKE-128f",
    "2.16.840.1.101.3.4.3.28" "SLH-DSA-SHAKE-192s",
    "2.16.840.1.101.3.4.3.29" "SLH-DSA-SHAKE-192f",
    "2.16.840.1.101.3.4.3.30" "SLH-DSA-SHAKE-256s",
    "2.16.840.1.101.3.4.3.31" "SLH-DSA-SHAKE-256f",
    "2.16.840.1.101.3.4.4.1" "ML-KEM-512",
    "2.16.840.1.101.3.4.4.2" "ML-KEM-768",
    "2.16.840.1.101.3.4.4.3" "ML-KEM-1024",

    // Signatures (RFC 3279 §2.2, RFC 4055, RFC 5758, RFC 9688, OIW).
    "1.2.840.113549.1.1.2" "RSA with MD2",
    "1.2.840.113549.1.1.3" "RSA with MD4",
    "1.2.840.113549.1.1.4" "RSA with MD5",
    "1.2.840.113549.1.1.5" "RSA with SHA-1",
    "1.2.840.113549.1.1.11" "RSA with SHA-256",
    "1.2.840.113549.1.1.12" "RSA with SHA-384",
    "1.2.840.113549.1.1.13" "RSA with SHA-512",
    "1.2.840.113549.1.1.14" "RSA with SHA-224",
    "1.2.840.113549.1.1.15" "RSA with SHA-512/224",
    "1.2.840.113549.1.1.16" "RSA with SHA-512/256",
    "1.3.14.3.2.29" "RSA with SHA-1, by its former identifier",
    "1.3.14.3.2.3" "RSA with MD5, by its former identifier",
    "1.3.14.3.2.27" "DSA with SHA-1, by its former identifier",
    "1.3.36.3.3.1.2" "RSA with RIPEMD-160",
    "1.2.840.10040.4.3" "DSA with SHA-1",
    "2.16.840.1.101.3.4.3.1" "DSA with SHA-224",
    "2.16.840.1.101.3.4.3.2" "DSA with SHA-256",
    "2.16.840.1.101.3.4.3.3" "DSA with SHA-384",
    "2.16.840.1.101.3.4.3.4" "DSA with SHA-512",
    "1.2.840.10045.4.1" "ECDSA with SHA-1",
    "1.2.840.10045.4.3" "ECDSA with a hash algorithm in its parameters",
    "1.2.840.10045.4.3.1" "ECDSA with SHA-224",
    "1.2.840.10045.4.3.2" "ECDSA with SHA-256",
    "1.2.840.10045.4.3.3" "ECDSA with SHA-384",
    "1.2.840.10045.4.3.4" "ECDSA with SHA-512",
    "2.16.840.1.101.3.4.3.9" "ECDSA with SHA3-224",
    "2.16.840.1.101.3.4.3.10" "ECDSA with SHA3-256",
    "2.16.840.1.101.3.4.3.11" "ECDSA with SHA3-384",
    "2.16.840.1.101.3.4.3.12" "ECDSA with SHA3-512",
    "2.16.840.1.101.3.4.3.13" "RSA with SHA3-224",
    "2.16.840.1.101.3.4.3.14" "RSA with SHA3-256",
    "2.16.840.1.101.3.4.3.15" "RSA with SHA3-384",
    "2.16.840.1.101.3.4.3.16" "RSA with SHA3-512",
    "1.2.156.10197.1.501" "SM2 with SM3",
    "1.2.643.2.2.3" "GOST R 34.10-2001 with GOST R 34.11-94",
    "1.2.643.7.1.1.3.2" "GOST R 34.10-2012 with Streebog-256",
    "1.2.643.7.1.1.3.3" "GOST R 34.10-2012 with Streebog-512",

    // Hash algorithms (RFC 4055 §2.1, FIPS 202).
    "1.2.840.113549.2.5" "MD5",
    "1.3.14.3.2.26" "SHA-1",
    "2.16.840.1.101.3.4.2.1" "SHA-256",
    "2.16.840.1.101.3.4.2.2" "SHA-384",
    "2.16.840.1.101.3.4.2.3" "SHA-512",
    "2.16.840.1.101.3.4.2.4" "SHA-224",
    "2.16.840.1.101.3.4.2.5" "SHA-512/224",
    "2.16.840.1.101.3.4.2.6" "SHA-512/256",
    "2.16.840.1.101.3.4.2.7" "SHA3-224",
    "2.16.840.1.101.3.4.2.8" "SHA3-256",
    "2.16.840.1.101.3.4.2.9" "SHA3-384",
    "2.16.840.1.101.3.4.2.10" "SHA3-512",
    "2.16.840.1.101.3.4.2.11" "SHAKE128",
    "2.16.840.1.101.3.4.2.12" "SHAKE256",
}

#[cfg(test)]
mod tests {
    use super::{NAMES, PACKED, TABLE, field, find, name, text};
    use crate::message::write::Packed;
    use alloc::string::ToString as _;

    #[test]
    fn the_table_contains_each_name_under_its_identifier() {
        for (id, expected) in NAMES {
            assert_eq!(name(id.as_bytes()), Some(*expected));
            assert_eq!(text(id.as_bytes()).unwrap().to_string(), *expected);
            let packed = find(&PACKED, id.as_bytes()).unwrap();
            assert_eq!(Packed(packed, &[]).to_string(), *expected);
        }
        let mut rest: &[u8] = &TABLE;
        let mut fields = 0;
        while let Some((_, after)) = field(rest) {
            (rest, fields) = (after, fields + 1);
        }
        assert!(rest.is_empty());
        assert_eq!(fields, NAMES.len() * 2);
        assert_eq!(name(b"\x55\x1d\x7f"), None);
    }
}
