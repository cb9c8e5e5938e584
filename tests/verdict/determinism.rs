//! The same inputs give the same verdict, the same text and the same bytes, whatever the time zone, the language and the
//! folder of the process.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_types,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    reason = "a test may panic, and starts itself again in other surroundings"
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
const SURROUNDINGS: [(&str, &str, &str); 8] = [
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
    for (zone, language, folder) in SURROUNDINGS {
        let output = Command::new(std::env::current_exe().unwrap())
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
        assert!(output.status.success(), "{zone}: {output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        let said = said.split(MARK).nth(1).unwrap_or_default();
        // Line by line, so that a difference can be found.
        let mut there = said.lines();
        for line in here.lines() {
            assert_eq!(there.next(), Some(line), "{zone}, {language}");
        }
        assert_eq!(there.next(), None, "{zone}, {language}");
    }
}

/// Nor within one process, in whatever order and however often a question is repeated.
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
    let mut told = String::new();
    tell_verdicts(&mut told, &store, &peers, &ca);
    tell_files(&mut told, &peers, &ca);
    #[cfg(feature = "identity")]
    tell_state(&mut told, &store, &peers, &ca);
    told
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

fn tell_verdicts(told: &mut String, store: &TrustStore, peers: &[Issued], ca: &Issued) {
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
            writeln!(told, "{clock} {clock:?} {policy:?}").unwrap();
            for peer in peers {
                let chain = chain(&[peer, ca]);
                for name in &names {
                    let verdict = verifier.verify_server(&chain, name, clock);
                    writeln!(told, "{verdict:?}").unwrap();
                    for finding in verdict.findings().into_iter().flat_map(|f| f.iter()) {
                        writeln!(told, "{finding} {:?}", finding.remedy()).unwrap();
                    }
                }
                let caller = DeviceClassifier::new(verifier.clone()).classify(&chain, clock);
                writeln!(told, "{} {caller:?}", caller.device()).unwrap();
            }
            for row in store.list(TrustSource::All, clock) {
                writeln!(told, "{row}").unwrap();
            }
        }
    }
}

fn tell_files(told: &mut String, peers: &[Issued], ca: &Issued) {
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
            Ok(bundle) => writeln!(told, "{bundle:?} {}", bundle.to_pem()).unwrap(),
            Err(error) => writeln!(told, "{error} {error:?} {:?}", error.remedy()).unwrap(),
        }
        #[cfg(feature = "identity")]
        match Identity::parse(name, file.as_bytes()) {
            Ok(identity) => writeln!(told, "{identity:?} {}", identity.validity()).unwrap(),
            Err(error) => writeln!(told, "{error} {error:?} {:?}", error.remedy()).unwrap(),
        }
    }
    for peer in peers {
        let certificate = certificate(peer);
        let (issuer, subject) = (certificate.issuer(), certificate.subject());
        let fingerprint = certificate.fingerprint();
        writeln!(told, "{certificate} {certificate:?} {issuer} {subject} {fingerprint}").unwrap();
    }
}

#[cfg(feature = "identity")]
fn tell_state(told: &mut String, store: &TrustStore, peers: &[Issued], ca: &Issued) {
    let mut slot = ServerCertSlot::new();
    let key = PrivateKey::from_der(Key::ed25519(3).pkcs8()).unwrap();
    let chain = [&peers[0], ca].map(certificate).to_vec();
    slot.upload(Identity::from_parts(chain, key).unwrap());
    for bytes in [store.snapshot(), slot.snapshot(), slot.snapshot_with_private_key().to_vec()] {
        writeln!(told, "{bytes:02x?}").unwrap();
        let torn = &bytes[..bytes.len() / 2];
        writeln!(told, "{:?}", ServerCertSlot::restore(torn, 0)).unwrap();
    }
    let presented = slot.present(DeviceCertificate::Custom).unwrap();
    writeln!(told, "{presented} {:?}", slot.list(Clock::set(NOW))).unwrap();
}
