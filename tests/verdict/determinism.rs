//! The same inputs give the same verdict, text and bytes, for every time zone, language and working folder of the process.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_types,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    reason = "a test may panic, and starts its own program in other environments"
)]

use crate::support::pem::pem;
use crate::support::{Issued, Key, NOW, intermediate, leaf, root};
use crate::verifier::{built_in, certificate, chain, file, verifier};
use core::fmt::Write as _;
use std::collections::BTreeSet;
use std::process::Command;
use trustslot::{
    Bundle, Check, Clock, DeviceClassifier, Policy, Profile, ReferenceIdentity, TrustSource,
    TrustStore,
};
#[cfg(feature = "identity")]
use trustslot::{DeviceCertificate, Identity, PrivateKey, ServerCertSlot};

/// Environments that make other programs write dates, numbers and letters differently.
const ENVIRONMENTS: [(&str, &str, &str); 8] = [
    ("UTC", "C", "/"),
    ("America/St_Johns", "en_US.UTF-8", "/"),
    ("Asia/Kathmandu", "de_DE.UTF-8", "/tmp"),
    ("XYZ-14", "tr_TR.UTF-8", "/"),
    ("XYZ+12:34:56", "ar_EG.UTF-8", "/tmp"),
    ("Europe/Dublin", "ja_JP.EUC-JP", "/"),
    ("right/UTC", "fa_IR", "/"),
    ("nonsense", "nonsense", "/tmp"),
];

#[test]
fn time_zone_and_language_do_not_matter() {
    let here = everything();
    assert!(here.len() > 10_000, "{here}");
    for (zone, language, folder) in ENVIRONMENTS {
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "determinism::printed_by_a_child_process",
                "--ignored",
                "--nocapture",
            ])
            .current_dir(folder)
            .env_clear()
            .env("TZ", zone)
            .envs(["LC_ALL", "LANG", "LANGUAGE"].map(|name| (name, language)))
            .output()
            .unwrap();
        assert!(child.status.success(), "{zone}: {child:?}");
        let said = String::from_utf8(child.stdout).unwrap();
        let said = said.split(MARK).nth(1).unwrap_or_default();
        // Line by line, so that a difference can be found.
        let mut there = said.lines();
        for line in here.lines() {
            assert_eq!(there.next(), Some(line), "{zone}, {language}");
        }
        assert_eq!(there.next(), None, "{zone}, {language}");
    }
}

/// Within one process, repetition does not matter either.
#[test]
fn repeating_a_question_does_not_matter() {
    let texts: BTreeSet<String> = (0..3).map(|_| everything()).collect();
    assert_eq!(texts.len(), 1);
}

#[test]
#[ignore = "the other tests start it"]
fn printed_by_a_child_process() {
    println!("{MARK}{}{MARK}", everything());
}

const MARK: &str = "\n=====\n";

/// 9999-12-31 23:59:59 UTC.
const LAST: u64 = 253_402_300_799;

/// All texts and bytes about a small test PKI without random keys.
fn everything() -> String {
    let vendor = root("Example Root").key(Key::ed25519(1)).self_signed();
    let other = root("Büro \u{202e} Wurzel").key(Key::ed25519(2)).self_signed();
    let ca = intermediate("Example CA").key(Key::rsa2048()).signed_by(&vendor);
    let phone = |host: &str| leaf(host).key(Key::ed25519(3));
    let peers = [
        phone("phone.example.com").signed_by(&ca),
        phone("phone.example.com").expired().signed_by(&ca),
        phone("phone.example.com").not_yet_valid().signed_by(&ca),
        phone("fon.example.org").dns("\u{e4}.example").signed_by(&ca),
        phone("0015651234ab").signed_by(&ca),
        phone("phone.example.com").signed_by(&other),
        phone("phone.example.com").corrupt_signature().signed_by(&ca),
        phone("phone.example.com").self_signed(),
    ];
    let mut store = TrustStore::new(built_in(&[&vendor, &other]));
    store.add(&file(&[&ca])).unwrap();
    store.disable(&certificate(&other).fingerprint());
    let mut output = String::new();
    write_verdicts(&mut output, &store, &peers, &ca);
    write_files(&mut output, &peers, &ca);
    #[cfg(feature = "identity")]
    write_state(&mut output, &store, &peers, &ca);
    output
}

fn clocks() -> [Clock; 7] {
    [
        Clock::set(0),
        Clock::set(NOW),
        Clock::set(1 << 31),
        Clock::set(LAST),
        Clock::set(u64::MAX),
        Clock::at_least(NOW),
        Clock::Unset,
    ]
}

fn write_verdicts(output: &mut String, store: &TrustStore, peers: &[Issued], ca: &Issued) {
    let names: [ReferenceIdentity; 3] =
        ["phone.example.com", "192.0.2.7", "FON.example.org"].map(|name| name.parse().unwrap());
    let policies = [
        Policy::STRICT,
        Policy::STRICT.with_profile(Profile::PublicWeb),
        Policy::STRICT.waive(Check::Validity).waive(Check::Name).waive(Check::Clock),
    ];
    for policy in policies {
        let verifier = verifier(store.clone(), policy);
        for clock in clocks() {
            writeln!(output, "{clock} {clock:?} {policy:?}").unwrap();
            for peer in peers {
                let chain = chain(&[peer, ca]);
                for name in &names {
                    let verdict = verifier.verify_server(&chain, name, clock);
                    writeln!(output, "{verdict:?}").unwrap();
                    for finding in verdict.findings().into_iter().flat_map(|f| f.iter()) {
                        writeln!(output, "{finding} {:?}", finding.remedy()).unwrap();
                    }
                }
                let caller = DeviceClassifier::new(verifier.clone()).classify(&chain, clock);
                writeln!(output, "{} {caller:?}", caller.device()).unwrap();
            }
            for row in store.list(TrustSource::All, clock) {
                writeln!(output, "{row}").unwrap();
            }
        }
    }
}

fn write_files(output: &mut String, peers: &[Issued], ca: &Issued) {
    let key = pem("PRIVATE KEY", Key::ed25519(3).pkcs8());
    let text = peers[0].pem();
    for (name, file) in [
        ("both.pem", format!("{text}{}", ca.pem())),
        ("DATEI.CRT", text.replace('M', "ı")),
        ("ca.İ", text.clone()),
        ("key.pem", format!("{text}{key}")),
        ("torn.pem", text[..200].to_owned()),
        ("page.der", "<html>\u{feff}</html>".to_owned()),
    ] {
        match Bundle::parse(name, file.as_bytes()) {
            Ok(bundle) => writeln!(output, "{bundle:?} {}", bundle.to_pem()).unwrap(),
            Err(error) => writeln!(output, "{error} {error:?} {:?}", error.remedy()).unwrap(),
        }
        #[cfg(feature = "identity")]
        match Identity::parse(name, file.as_bytes()) {
            Ok(identity) => writeln!(output, "{identity:?} {}", identity.validity()).unwrap(),
            Err(error) => writeln!(output, "{error} {error:?} {:?}", error.remedy()).unwrap(),
        }
    }
    for peer in peers {
        let certificate = certificate(peer);
        let (issuer, subject) = (certificate.issuer(), certificate.subject());
        let fingerprint = certificate.fingerprint();
        writeln!(output, "{certificate} {certificate:?} {issuer} {subject} {fingerprint}").unwrap();
    }
}

#[cfg(feature = "identity")]
fn write_state(output: &mut String, store: &TrustStore, peers: &[Issued], ca: &Issued) {
    let mut slot = ServerCertSlot::new();
    let key = PrivateKey::from_der(Key::ed25519(3).pkcs8()).unwrap();
    let chain = [&peers[0], ca].map(certificate).to_vec();
    slot.upload(Identity::from_parts(chain, key).unwrap());
    for bytes in [store.snapshot(), slot.snapshot(), slot.snapshot_with_private_key().to_vec()] {
        writeln!(output, "{bytes:02x?}").unwrap();
        let torn = &bytes[..bytes.len() / 2];
        writeln!(output, "{:?}", ServerCertSlot::restore(torn, 0)).unwrap();
    }
    let presented = slot.present(DeviceCertificate::Custom).unwrap();
    writeln!(output, "{presented} {:?}", slot.list(Clock::set(NOW))).unwrap();
}
