//! Changes of extensions, except names.

use super::On::{Any, Issuer, Leaf};
use super::{Kind, kind};
use trustslot_kit::der;
use trustslot_kit::extensions::{
    ANY_PURPOSE, AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, CERTIFICATE_POLICIES, CLIENT_AUTH, CRL_SIGN,
    DIGITAL_SIGNATURE, EXT_KEY_USAGE, KEY_CERT_SIGN, KEY_ENCIPHERMENT, KEY_USAGE,
    POLICY_CONSTRAINTS, SERVER_AUTH, SUBJECT_ALT_NAME, SUBJECT_KEY_ID, UNKNOWN,
};
use trustslot_kit::names::{self, general};

pub const KINDS: &[Kind] = &[
    // RFC 5280 §4.2.1.9.
    kind("CA without basicConstraints", Issuer, |cert, _| {
        cert.without_extension(BASIC_CONSTRAINTS)
    }),
    kind("cA FALSE", Issuer, |cert, _| cert.ca(false)),
    kind("basicConstraints not critical", Issuer, |cert, _| {
        cert.replace_extension(BASIC_CONSTRAINTS, false, der::seq(&[der::boolean(true)]))
    }),
    kind("pathLen", Issuer, |cert, dice| cert.path_len(dice.pick(&[0, 0, 1, 2, 255]))),
    kind("odd pathLen", Issuer, |cert, dice| {
        let lengths: [&[u8]; 5] = [&[], &[0xff], &[0, 1], &[1, 0], &[0x7f; 9]];
        let length = der::tlv(der::INTEGER, dice.pick(&lengths));
        cert.replace_extension(BASIC_CONSTRAINTS, true, der::seq(&[der::boolean(true), length]))
    }),
    kind("pathLen without cA", Leaf, |cert, _| cert.ca(false).path_len(0)),
    kind("CA as leaf", Leaf, |cert, _| cert.ca(true)),
    kind("leaf with cA FALSE", Leaf, |cert, dice| {
        if dice.below(2) == 0 {
            return cert.ca(false);
        }
        let value = der::seq(&[der::boolean(false)]);
        cert.replace_extension(BASIC_CONSTRAINTS, dice.below(2) == 0, value)
    }),
    kind("boolean that is not DER", Issuer, |cert, _| {
        cert.replace_extension(BASIC_CONSTRAINTS, true, der::seq(&[der::tlv(der::BOOLEAN, &[1])]))
    }),
    // §4.2.1.3.
    kind("CA without keyUsage", Issuer, |cert, _| cert.no_key_usage()),
    kind("CA without keyCertSign", Issuer, |cert, dice| {
        cert.key_usage(dice.pick(&[&[CRL_SIGN], &[DIGITAL_SIGNATURE], &[]]))
    }),
    kind("keyUsage of the leaf", Leaf, |cert, dice| {
        let usages: [&[usize]; 7] = [
            &[KEY_ENCIPHERMENT],
            &[4],
            &[KEY_CERT_SIGN],
            &[1],
            &[8],
            &[],
            &[0, 1, 2, 3, 4, 5, 6, 7, 8],
        ];
        cert.key_usage(dice.pick(&usages))
    }),
    kind("no keyUsage", Leaf, |cert, _| cert.no_key_usage()),
    kind("keyUsage not critical", Any, |cert, dice| {
        let bits = dice.pick(&[&[KEY_CERT_SIGN][..], &[DIGITAL_SIGNATURE], &[0, 5]]);
        cert.replace_extension(KEY_USAGE, false, der::named_bits(bits))
    }),
    kind("keyUsage with zeros at the end", Any, |cert, _| {
        cert.replace_extension(KEY_USAGE, true, der::bit_string_unused(0, &[0x84]))
    }),
    // §4.2.1.12.
    kind("extKeyUsage of a CA", Issuer, |cert, dice| {
        let purposes: [&[&str]; 5] = [
            &[SERVER_AUTH],
            &[CLIENT_AUTH],
            &[ANY_PURPOSE],
            &["1.3.6.1.5.5.7.3.3"],
            &[SERVER_AUTH, CLIENT_AUTH],
        ];
        cert.eku(dice.pick(&purposes))
    }),
    kind("extKeyUsage of the leaf", Leaf, |cert, dice| {
        let purposes: [&[&str]; 6] = [
            &[],
            &[CLIENT_AUTH],
            &[SERVER_AUTH],
            &[ANY_PURPOSE],
            &["1.3.6.1.5.5.7.3.3"],
            &[CLIENT_AUTH, SERVER_AUTH, ANY_PURPOSE],
        ];
        cert.eku(dice.pick(&purposes))
    }),
    kind("server-gated cryptography", Any, |cert, dice| {
        cert.eku(&[dice.pick(&["2.16.840.1.113730.4.1", "1.3.6.1.4.1.311.10.3.3"])])
    }),
    kind("extKeyUsage critical", Any, |cert, _| {
        let both = [der::oid(SERVER_AUTH), der::oid(CLIENT_AUTH)];
        cert.replace_extension(EXT_KEY_USAGE, true, der::seq(&both))
    }),
    kind("extKeyUsage without a purpose", Any, |cert, _| {
        cert.replace_extension(EXT_KEY_USAGE, false, der::seq::<&[u8]>(&[]))
    }),
    // §4.2.
    kind("unknown critical extension", Any, |cert, _| cert.unknown_critical_extension()),
    kind("unknown extension", Any, |cert, _| cert.extension(UNKNOWN, false, [0x30, 0x80, 1])),
    kind("unknown extension twice", Any, |cert, _| {
        cert.extension(UNKNOWN, false, der::null()).extension(UNKNOWN, false, der::null())
    }),
    kind("known extension twice", Any, |cert, dice| match dice.below(3) {
        0 => cert.extension(BASIC_CONSTRAINTS, true, der::seq(&[der::boolean(true)])),
        1 => cert.extension(KEY_USAGE, true, der::named_bits(&[0, 5])),
        _ => cert.extension(SUBJECT_ALT_NAME, false, der::seq(&[general::dns("x.example")])),
    }),
    kind("no extensions", Any, |cert, _| {
        let all = [
            BASIC_CONSTRAINTS,
            KEY_USAGE,
            EXT_KEY_USAGE,
            SUBJECT_ALT_NAME,
            SUBJECT_KEY_ID,
            AUTHORITY_KEY_ID,
        ];
        all.into_iter().fold(cert, trustslot_kit::Cert::without_extension)
    }),
    kind("explicit critical FALSE", Any, |cert, _| {
        let parts = [der::oid(UNKNOWN), der::boolean(false), der::octet_string(&der::null())];
        cert.extension_raw(der::seq(&parts))
    }),
    kind("extension with an extra field", Any, |cert, _| {
        let parts = [der::oid(UNKNOWN), der::octet_string(&der::null()), der::null()];
        cert.extension_raw(der::seq(&parts))
    }),
    // §4.2.1.1, §4.2.1.2.
    kind("no subjectKeyIdentifier", Any, |cert, _| cert.without_extension(SUBJECT_KEY_ID)),
    kind("another subjectKeyIdentifier", Any, |cert, _| {
        cert.replace_extension(SUBJECT_KEY_ID, false, der::octet_string(&[1; 20]))
    }),
    kind("critical subjectKeyIdentifier", Any, |cert, _| {
        cert.replace_extension(SUBJECT_KEY_ID, true, der::octet_string(&[1; 20]))
    }),
    kind("empty subjectKeyIdentifier", Any, |cert, _| {
        cert.replace_extension(SUBJECT_KEY_ID, false, der::octet_string(&[]))
    }),
    kind("no authorityKeyIdentifier", Any, |cert, _| cert.without_extension(AUTHORITY_KEY_ID)),
    kind("authorityKeyIdentifier of another key", Any, |cert, _| {
        cert.replace_extension(AUTHORITY_KEY_ID, false, der::seq(&[der::implicit(0, &[1; 20])]))
    }),
    kind("authorityKeyIdentifier of another certificate", Any, |cert, _| {
        let issuer = general::directory(&names::common_name("Somebody"));
        let parts = [der::implicit_constructed(1, &issuer), der::implicit(2, &[7])];
        cert.replace_extension(AUTHORITY_KEY_ID, false, der::seq(&parts))
    }),
    kind("critical authorityKeyIdentifier", Any, |cert, _| {
        cert.replace_extension(AUTHORITY_KEY_ID, true, der::seq(&[der::implicit(0, &[1; 20])]))
    }),
    kind("empty authorityKeyIdentifier", Any, |cert, _| {
        cert.replace_extension(AUTHORITY_KEY_ID, false, der::seq::<&[u8]>(&[]))
    }),
    // Policies, §4.2.1.4, §4.2.1.5, §4.2.1.11, §4.2.1.14.
    kind("policies", Any, |cert, dice| {
        let policy = dice.pick(&["2.5.29.32.0", "1.3.6.1.4.1.55555.5"]);
        let value = der::seq(&[der::seq(&[der::oid(policy)])]);
        cert.extension(CERTIFICATE_POLICIES, dice.below(4) == 0, value)
    }),
    kind("same policy twice", Any, |cert, _| {
        let one = der::seq(&[der::oid("1.3.6.1.4.1.55555.5")]);
        cert.extension(CERTIFICATE_POLICIES, false, der::seq(&[&one, &one]))
    }),
    kind("malformed policies", Any, |cert, dice| {
        let values: [&[u8]; 4] = [&[], &[0x30, 0], &[5, 0], &[0x30, 2, 5, 0]];
        cert.extension(CERTIFICATE_POLICIES, false, dice.pick(&values))
    }),
    kind("explicit policy required", Issuer, |cert, dice| {
        let value = der::seq(&[der::implicit(0, &[dice.pick(&[0, 1, 5])])]);
        cert.extension(POLICY_CONSTRAINTS, dice.below(2) == 0, value)
    }),
    kind("malformed policy constraints", Issuer, |cert, dice| {
        let values: [&[u8]; 3] = [&[], &[0x30, 0], &[0x30, 2, 0x80, 0]];
        cert.extension(POLICY_CONSTRAINTS, false, dice.pick(&values))
    }),
    kind("policy mappings", Issuer, |cert, dice| {
        let pair = [
            der::oid("1.3.6.1.4.1.55555.5"),
            der::oid(dice.pick(&["1.3.6.1.4.1.55555.6", "2.5.29.32.0"])),
        ];
        cert.extension("2.5.29.33", dice.below(4) == 0, der::seq(&[der::seq(&pair)]))
    }),
    kind("inhibitAnyPolicy", Issuer, |cert, dice| {
        cert.extension("2.5.29.54", dice.below(2) == 0, der::integer(&[dice.below(3) as u8]))
    }),
    // Where to find CRLs and issuers, §4.2.1.13, §4.2.2.1.
    kind("CRL distribution points", Any, |cert, dice| {
        let point = der::implicit_constructed(
            0,
            &der::implicit_constructed(0, &general::uri("http://crl.example.com/")),
        );
        cert.extension("2.5.29.31", dice.below(2) == 0, der::seq(&[der::seq(&[point])]))
    }),
    kind("malformed CRL distribution points", Any, |cert, dice| {
        let values: [&[u8]; 4] = [&[], &[0x30, 0], &[5, 0], &[0x30, 2, 5, 0]];
        cert.extension("2.5.29.31", false, dice.pick(&values))
    }),
    kind("authority information access", Any, |cert, dice| {
        let access =
            der::seq(&[der::oid("1.3.6.1.5.5.7.48.1"), general::uri("http://ocsp.example.com/")]);
        let value = if dice.below(3) == 0 { vec![5, 0] } else { der::seq(&[access]) };
        cert.extension("1.3.6.1.5.5.7.1.1", dice.below(4) == 0, value)
    }),
    kind("Netscape certificate type", Any, |cert, dice| {
        let bits = dice.pick(&[&[0][..], &[1], &[5], &[3], &[]]);
        cert.extension("2.16.840.1.113730.1.1", false, der::named_bits(bits))
    }),
    kind("proxy certificate", Leaf, |cert, _| {
        let policy = der::seq(&[der::seq(&[der::oid("1.3.6.1.5.5.7.21.1")])]);
        cert.extension("1.3.6.1.5.5.7.1.14", true, policy)
    }),
    kind("TLS feature: must staple", Any, |cert, dice| {
        cert.extension("1.3.6.1.5.5.7.1.24", dice.below(3) == 0, der::seq(&[der::integer(&[5])]))
    }),
    kind("resources of RFC 3779", Any, |cert, dice| {
        let block = der::seq(&[der::octet_string(&[0, 1]), der::null()]);
        let value = if dice.below(2) == 0 { vec![5, 0] } else { der::seq(&[block]) };
        cert.extension("1.3.6.1.5.5.7.1.7", dice.below(4) == 0, value)
    }),
];
