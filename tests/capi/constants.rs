//! The constants of the header are the permanent numbers of the library. No row may ever change.

use super::bare_header;
use std::collections::BTreeMap;
use trustslot::capi::{ABI, Status, VERSION_NUMBER};
use trustslot::{
    Bank, CertificateFlag, Check, DeviceCertificate, FactoryReset, MatchedBy, NameRules, Profile,
    RevocationCoverage, SlotKind, StorePart, TrustRole, TrustSource, Usage,
};

#[test]
fn constants_are_the_numbers_of_the_library() {
    let mut defined = defined();
    for (prefix, names) in [
        ("SOURCE", numbers(TrustSource::ALL, |value| (value.word(), value.code()))),
        ("RESET", numbers(FactoryReset::ALL, |value| (value.word(), value.code()))),
        ("PART", numbers(StorePart::ALL, |value| (value.word(), value.code()))),
        ("ROLE", numbers(TrustRole::ALL, |value| (value.word(), value.code()))),
        ("KIND", numbers(SlotKind::ALL, |value| (value.word(), value.code()))),
        ("BANK", numbers(Bank::ALL, |value| (value.word(), value.code()))),
        ("NAMES", numbers(NameRules::ALL, |value| (value.word(), value.code()))),
        ("PROFILE", numbers(Profile::ALL, |value| (value.word(), value.code()))),
        ("REVOCATION", numbers(RevocationCoverage::ALL, |value| (value.word(), value.code()))),
        ("CHECK", numbers(Check::ALL, |value| (value.word(), value.code()))),
        ("MATCHED", numbers(MatchedBy::ALL, |value| (value.word(), value.code()))),
        ("SELECT", numbers(DeviceCertificate::ALL, |value| (value.word(), value.code()))),
    ] {
        for (word, number) in names {
            let name = format!("TRUSTSLOT_{prefix}_{}", word.to_uppercase().replace('-', "_"));
            assert_eq!(defined.remove(&name), Some(number.into()), "{name}");
        }
    }
    for flag in CertificateFlag::ALL {
        let name = format!("TRUSTSLOT_FLAG_{}", flag.word().to_uppercase().replace('-', "_"));
        assert_eq!(defined.remove(&name), Some(1 << flag.code()), "{name}");
    }
    for (name, number) in ROWS {
        let name = format!("TRUSTSLOT_{name}");
        assert_eq!(defined.remove(&name), Some(*number), "{name}");
    }
    assert_eq!(defined, BTreeMap::new(), "every constant of the header is tested");
}

#[test]
fn versions_agree() {
    let (abi, version) = (trustslot_abi(), VERSION_NUMBER);
    let defined = defined();
    assert_eq!(defined["TRUSTSLOT_ABI"], u64::from(abi));
    assert_eq!(defined["TRUSTSLOT_VERSION_NUMBER"], u64::from(version));
    let parts = ["MAJOR", "MINOR", "PATCH"];
    let parts = parts.map(|part| defined[&format!("TRUSTSLOT_VERSION_{part}")].to_string());
    assert_eq!(parts.join("."), env!("CARGO_PKG_VERSION"));
    let (makefile, readme) =
        (include_str!("../../examples/c/Makefile.common"), include_str!("../../include/README.md"));
    for text in [makefile, readme] {
        let option = format!("-C link-arg=-Wl,-soname,libtrustslot.so.{abi}");
        assert!(text.contains(&option), "the name of the shared library");
    }
    let manifest = include_str!("../../Cargo.toml");
    let (_, library) = manifest.split_once("[package.metadata.capi.library]\n").unwrap();
    assert!(library.starts_with(&format!("version = \"{abi}.")), "the version of the ABI");
    assert!(library.contains("\nversion_suffix_components = 1\n"), "cargo-c gives the same name");
}

// tests/c/install builds with these features.
#[test]
fn readme_has_the_features_of_the_makefile() {
    let (_, features) =
        include_str!("../../include/Makefile").split_once("\nFEATURES ?= ").unwrap();
    let features = features.lines().next().unwrap();
    let command = format!("--profile firmware --no-default-features --features {features} ");
    assert!(include_str!("../../include/README.md").contains(&command), "{command}");
}

fn trustslot_abi() -> u32 {
    ABI
}

fn numbers<T: Copy>(all: &[T], of: impl Fn(T) -> (&'static str, u8)) -> Vec<(&'static str, u8)> {
    all.iter().map(|value| of(*value)).collect()
}

/// The numbers that the header defines.
fn defined() -> BTreeMap<String, u64> {
    let header = bare_header();
    let lines = header.lines().filter_map(|line| line.strip_prefix("#define "));
    lines
        .filter_map(|line| {
            let (name, value) = line.split_once(' ')?;
            let value = value.trim().trim_end_matches('u');
            let number = match value.strip_prefix("0x") {
                Some(digits) => u64::from_str_radix(digits, 16),
                None => value.parse(),
            };
            // Not the guard, and not the macro with a parameter.
            Some((name.to_owned(), number.ok()?))
        })
        .collect()
}

/// Numbers that are not those of an enum with words in Rust, or have other names there.
const ROWS: &[(&str, u64)] = &[
    ("VERSION_MAJOR", 0),
    ("VERSION_MINOR", 1),
    ("VERSION_PATCH", 0),
    ("VERSION_NUMBER", 0x100),
    ("ABI", 0),
    ("OK", 0),
    ("NULL_ARGUMENT", 1),
    ("BAD_ARGUMENT", 2),
    ("BUFFER_TOO_SMALL", 3),
    ("OUT_OF_MEMORY", 4),
    ("PANIC", 5),
    ("NOT_THERE", 6),
    ("NOT_BUILT", 7),
    ("WRITE_FAILED", 8),
    ("REFUSED", 10),
    ("CLOCK_UNSET", 0),
    ("CLOCK_SET", 1),
    ("CLOCK_AT_LEAST", 2),
    ("HTML", 0x100),
    ("ERROR_MESSAGE", 0),
    ("ERROR_REMEDY", 1),
    ("ERROR_WORD", 2),
    ("CUSTOM_LIMIT", 10),
    ("ROW_LINE", 0),
    ("ROW_ISSUED_TO", 1),
    ("ROW_ISSUED_BY", 2),
    ("ROW_EXPIRES", 3),
    ("ROW_FINGERPRINT", 4),
    ("ROW_KEY", 5),
    ("ROW_SIGNATURE", 6),
    ("ROW_PEM", 7),
    ("POLICY_SIP_WILDCARDS", 1),
    ("ALGORITHM_ECDSA_P256_SHA256", 0),
    ("ALGORITHM_ECDSA_P256_SHA384", 1),
    ("ALGORITHM_ECDSA_P384_SHA256", 2),
    ("ALGORITHM_ECDSA_P384_SHA384", 3),
    ("ALGORITHM_ECDSA_P521_SHA512", 4),
    ("ALGORITHM_RSA_PKCS1_SHA256", 5),
    ("ALGORITHM_RSA_PKCS1_SHA384", 6),
    ("ALGORITHM_RSA_PKCS1_SHA512", 7),
    ("ALGORITHM_RSA_PSS_SHA256", 8),
    ("ALGORITHM_RSA_PSS_SHA384", 9),
    ("ALGORITHM_RSA_PSS_SHA512", 10),
    ("ALGORITHM_ED25519", 11),
    ("REVOCATION_NO_DATA", 0),
    ("REVOCATION_NOT_COVERED", 1),
    ("REVOCATION_GOOD", 2),
    ("REVOCATION_REVOKED", 3),
    ("REJECTED", 0),
    ("TOLERATED", 1),
    ("TRUSTED", 2),
    ("VERDICT_MESSAGE", 0),
    ("VERDICT_WORD", 1),
    ("POSITION_END_ENTITY", 0),
    ("POSITION_ANCHOR", 255),
    ("FINDING_MESSAGE", 0),
    ("FINDING_REMEDY", 1),
    ("FINDING_WORD", 2),
    ("FINDING_FINGERPRINT", 3),
    ("IDENTITY_FINDING_MESSAGE", 0),
    ("IDENTITY_FINDING_REMEDY", 1),
    ("IDENTITY_FINDING_WORD", 2),
    ("EXCLUDES_SERVER", 1),
    ("EXCLUDES_CLIENT", 2),
    ("MATCHED_NOTHING", 255),
    ("NOTE_EXPIRED_BRANCH_IGNORED", 1),
    ("NOTE_COMMON_NAME_USED", 2),
    ("NOTE_ANCHOR_IS_INTERMEDIATE", 3),
    ("NOTE_WEAK_SIGNATURE", 4),
    ("NOTE_WEAK_KEY", 5),
    ("NOTE_MESSAGE", 0),
    ("NOTE_WORD", 1),
    ("USAGE_SERVER", 0),
    ("USAGE_CLIENT", 1),
    ("DEVICE_FOREIGN", 0),
    ("DEVICE_GENERIC", 1),
    ("DEVICE_UNIQUE", 2),
    ("DEVICE_CUSTOM", 3),
];

#[test]
fn statuses_and_usages_are_those_of_the_rows() {
    let row = |name: &str| ROWS.iter().find(|(row, _)| *row == name).map(|(_, number)| *number);
    for (name, status) in [
        ("OK", Status::OK),
        ("NULL_ARGUMENT", Status::NULL_ARGUMENT),
        ("BAD_ARGUMENT", Status::BAD_ARGUMENT),
        ("BUFFER_TOO_SMALL", Status::BUFFER_TOO_SMALL),
        ("OUT_OF_MEMORY", Status::OUT_OF_MEMORY),
        ("PANIC", Status::PANIC),
        ("NOT_THERE", Status::NOT_THERE),
        ("NOT_BUILT", Status::NOT_BUILT),
        ("WRITE_FAILED", Status::WRITE_FAILED),
        ("REFUSED", Status::REFUSED),
    ] {
        assert_eq!(row(name), u64::try_from(status.0).ok(), "{name}");
    }
    assert_eq!(row("USAGE_SERVER"), Some(Usage::ServerAuth.code().into()));
    assert_eq!(row("USAGE_CLIENT"), Some(Usage::ClientAuth.code().into()));
    assert_eq!(row("EXCLUDES_SERVER"), Some(1 << Usage::ServerAuth.code()));
    assert_eq!(row("EXCLUDES_CLIENT"), Some(1 << Usage::ClientAuth.code()));
}
