//! What a refusal tells the program, its log and the peer.

use rustls::{AlertDescription, CertificateError, Error};
use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, Mutex};
use tls::{Setting, certified, connect, phone, settings, store, verifier};
use trustslot::rustls_0_23::{
    Admission, ClientTrust, ErrorForm, ExpectedName, ServerTrust, caller_of, refusal,
};
use trustslot::{
    BlockList, Certificate, Check, Clock, Crl, Device, DeviceClassifier, Policy, Reason, Verifier,
};
use trustslot_kit::crl::crl;
use trustslot_kit::{Cert, HOST, Issued, NOW, leaf, root};

/// An error of a library above rustls, such as an HTTP client.
#[derive(Debug)]
struct Above(io::Error);

impl std::fmt::Display for Above {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the request failed")
    }
}

impl StdError for Above {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

#[test]
fn the_findings_are_in_the_error_and_the_message_in_its_text() {
    for setting in settings() {
        let known = root("Known CA").self_signed();
        let other = root("Other CA").self_signed();
        let server = leaf(HOST).signed_by(&other);
        let error = connect(
            &Arc::new(setting.client(verifier(&setting, &known), None)),
            &Arc::new(setting.server_without_clients(certified(&setting, &[&server]))),
            HOST,
        )
        .client
        .unwrap_err();

        let message = "no trusted CA issued the certificate; its issuer is \"Other CA\"";
        let shown = io::Error::new(io::ErrorKind::InvalidData, error.clone()).to_string();
        assert!(shown.contains(message), "{shown}");
        let wrapped = io::Error::other(error.clone());
        let above = Above(io::Error::other(error.clone()));
        let errors: [&(dyn StdError + 'static); 3] = [&error, &wrapped, &above];
        for error in errors {
            let refusal = refusal(error).unwrap();
            let finding = refusal.findings().unwrap().decisive().unwrap();
            assert_eq!(finding.reason(), Reason::IssuerNotFound);
            assert!(refusal.remedy().is_some());
            assert_eq!(
                (refusal.to_string(), format!("{refusal:?}")),
                (message.into(), message.into())
            );
        }
        assert!(refusal(&Error::HandshakeNotComplete).is_none());
        assert!(refusal(&io::Error::from(io::ErrorKind::TimedOut)).is_none());
    }
}

/// A peer that is rejected for one reason, and what rustls and the other end receive.
struct Row {
    reason: Reason,
    peer: Issued,
    policy: Policy,
    blocked: bool,
    crl: Option<Vec<u8>>,
    kind: fn(&CertificateError) -> bool,
    alert: AlertDescription,
}

/// One row for each kind of rustls, with a server.
fn rows(ca: &Issued) -> Vec<Row> {
    let row = |reason, peer: Cert, kind: fn(&CertificateError) -> bool, alert| Row {
        reason,
        peer: peer.signed_by(ca),
        policy: Policy::STRICT,
        blocked: false,
        crl: None,
        kind,
        alert,
    };
    let host = || leaf(HOST);
    let with_crl =
        |crl: trustslot_kit::crl::Crl, row: Row| Row { crl: Some(crl.signed_by(ca)), ..row };
    let expired_crl = crl().dated("2026-01-01", "2026-02-01");
    let unknown: fn(&CertificateError) -> bool =
        |kind| matches!(kind, CertificateError::UnknownRevocationStatus);
    vec![
        row(
            Reason::Expired,
            host().expired(),
            |kind| {
                matches!(kind, CertificateError::ExpiredContext { time, not_after }
                if time.as_secs() == NOW && not_after.as_secs() == NOW - 1)
            },
            AlertDescription::CertificateExpired,
        ),
        row(
            Reason::NotYetValid,
            host().not_yet_valid(),
            |kind| matches!(kind, CertificateError::NotValidYetContext { .. }),
            AlertDescription::CertificateExpired,
        ),
        row(
            Reason::UsageNotAllowed,
            host().eku(&["1.3.6.1.5.5.7.3.2", "1.3.6.1.4.1.311.20.2.2"]),
            |kind| {
                matches!(kind, CertificateError::InvalidPurposeContext { required, presented }
                if *required == rustls::ExtendedKeyPurpose::ServerAuth && presented.len() == 2
                    && presented[0] == rustls::ExtendedKeyPurpose::ClientAuth)
            },
            AlertDescription::UnsupportedCertificate,
        ),
        row(
            Reason::KeyUsageNotAllowed,
            host().key_usage(&[6]),
            |kind| matches!(kind, CertificateError::InvalidPurpose),
            AlertDescription::UnsupportedCertificate,
        ),
        row(
            Reason::NameMismatch,
            leaf("other.example.com"),
            |kind| {
                matches!(kind, CertificateError::NotValidForNameContext { expected, presented }
                if expected.to_str() == HOST && presented.len() == 1)
            },
            AlertDescription::BadCertificate,
        ),
        row(
            Reason::UnknownCriticalExtension,
            host().unknown_critical_extension(),
            |kind| matches!(kind, CertificateError::UnhandledCriticalExtension),
            AlertDescription::BadCertificate,
        ),
        row(
            Reason::BadSignature,
            host().corrupt_signature(),
            |kind| matches!(kind, CertificateError::BadSignature),
            AlertDescription::DecryptError,
        ),
        Row {
            blocked: true,
            ..row(
                Reason::Blocked,
                host(),
                |kind| matches!(kind, CertificateError::Revoked),
                AlertDescription::CertificateRevoked,
            )
        },
        with_crl(
            expired_crl,
            row(
                Reason::CrlExpired,
                host(),
                |kind| {
                    matches!(kind, CertificateError::ExpiredRevocationListContext { time, next_update }
                    if time.as_secs() == NOW && *next_update < *time)
                },
                AlertDescription::UnknownCA,
            ),
        ),
        Row {
            policy: Policy::STRICT
                .with_revocation_coverage(trustslot::RevocationCoverage::EveryCertificate),
            ..row(Reason::RevocationUnknown, host(), unknown, AlertDescription::UnknownCA)
        },
        // No kind of rustls means this.
        row(
            Reason::CrlNotYetValid,
            host(),
            |kind| matches!(kind, CertificateError::Other(_)),
            AlertDescription::CertificateUnknown,
        ),
    ]
}

#[test]
fn kinds_are_those_of_rustls_with_the_clock_that_decided() {
    let ca = root("CA").self_signed();
    for setting in settings() {
        for Row { reason, peer, policy, blocked, crl: list, kind, alert } in rows(&ca) {
            let what = format!("{}, {reason}", setting.name);
            let mut list_of_peer = list;
            if reason == Reason::CrlNotYetValid {
                list_of_peer = Some(crl().dated("2030-01-01", "2031-01-01").signed_by(&ca));
            }
            let mut verifier = setting.verifier(store([&ca]), policy);
            verifier = verifier.with_crls(list_of_peer.map(|list| Crl::parse(&list).unwrap()));
            if blocked {
                let mut list = BlockList::new();
                list.block_certificate(&Certificate::from_der(&peer.der).unwrap());
                verifier = verifier.with_block_list(list);
            }
            let server = Arc::new(setting.server_without_clients(certified(&setting, &[&peer])));
            let run = |form| {
                let trust = ServerTrust::new(verifier.clone()).with_errors(form);
                connect(&Arc::new(setting.client(trust, None)), &server, HOST)
            };
            let outcome = run(ErrorForm::Kinds);
            let Err(Error::InvalidCertificate(found)) = &outcome.client else {
                panic!("{what}: {:?}", outcome.client)
            };
            assert!(kind(found), "{what}: {found:?}");
            let heard = outcome.server.unwrap_err();
            assert_eq!(heard, Error::AlertReceived(alert), "{what}");

            let error = run(ErrorForm::Findings).client.unwrap_err();
            let findings = refusal(&error).and_then(|refusal| refusal.findings()).unwrap();
            assert_eq!(findings.decisive().unwrap().reason(), reason, "{what}");
        }
    }
}

/// What an observer saw: the device, if it is admitted, and the reason against it.
type Seen = Arc<Mutex<Vec<(Option<Device>, bool, Option<Reason>)>>>;

fn watched(clients: ClientTrust) -> (ClientTrust, Seen) {
    let seen = Seen::default();
    let to = seen.clone();
    let clients = clients.with_observer(move |judged| {
        let reason = judged.verdict().findings().and_then(|found| found.decisive());
        to.lock().unwrap().push((
            judged.caller().map(trustslot::Caller::device),
            judged.is_admitted(),
            reason.map(trustslot::Finding::reason),
        ));
        assert!(judged.chain().is_some() && judged.reference().is_none());
    });
    (clients, seen)
}

fn phones(setting: &Setting, vendor: &Issued) -> DeviceClassifier {
    DeviceClassifier::new(verifier(setting, vendor))
}

#[test]
fn any_proven_client_may_be_admitted_and_is_judged_afterwards() {
    let vendor = root("Vendor").self_signed();
    let stranger = root("Stranger").self_signed();
    for setting in settings() {
        let name = &setting.name;
        let own = || certified(&setting, &[&leaf(HOST).signed_by(&vendor)]);
        let phones = phones(&setting, &vendor);
        let foreign = phone("0015651234ab").signed_by(&stranger);
        let client = |key| Arc::new(setting.client(verifier(&setting, &vendor), key));
        let with_foreign = client(Some(certified(&setting, &[&foreign])));

        let (known, seen) = watched(ClientTrust::new(phones.clone()));
        let server = Arc::new(setting.server(known, own()));
        let error = connect(&with_foreign, &server, HOST).server.unwrap_err();
        assert!(refusal(&error).is_some(), "{name}: {error}");
        let error = connect(&client(None), &server, HOST).server.unwrap_err();
        assert_eq!(error, Error::NoCertificatesPresented, "{name}");
        let row = (Some(Device::Foreign), false, Some(Reason::IssuerNotFound));
        assert_eq!(*seen.lock().unwrap(), [row], "{name}");

        let any = ClientTrust::new(phones.clone()).with_admission(Admission::AnyProven).optional();
        let (any, seen) = watched(any);
        let server = Arc::new(setting.server(any, own()));
        let ends = connect(&with_foreign, &server, HOST).expect(name);
        let caller = caller_of(&ends.server, &phones, Clock::set(NOW)).unwrap().unwrap();
        assert_eq!(caller.device(), Device::Foreign, "{name}");
        let ends = connect(&client(None), &server, HOST).expect(name);
        assert!(caller_of(&ends.server, &phones, Clock::set(NOW)).is_none(), "{name}");
        let row = (Some(Device::Foreign), true, Some(Reason::IssuerNotFound));
        assert_eq!(*seen.lock().unwrap(), [row], "{name}");

        // Proven means that the client has the key.
        let key = trustslot_kit::Key::p256(41);
        let without_key = client(Some(tls::certified_by(&setting, &[&foreign], &key)));
        assert!(connect(&without_key, &server, HOST).server.is_err(), "{name}");
    }
}

#[test]
fn a_tolerated_client_passes_a_verifier_and_no_classifier() {
    let vendor = root("Vendor").self_signed();
    for setting in settings() {
        let expired = phone("0015651234ab").expired().signed_by(&vendor);
        let policy = Policy::STRICT.waive(Check::Validity);
        let tolerant = setting.verifier(store([&vendor]), policy);
        let own = || certified(&setting, &[&leaf(HOST).signed_by(&vendor)]);
        let key = certified(&setting, &[&expired]);
        let client = Arc::new(setting.client(verifier(&setting, &vendor), Some(key)));

        let server = Arc::new(setting.server(tolerant.clone(), own()));
        let _ends = connect(&client, &server, HOST).expect(&setting.name);
        let server = Arc::new(setting.server(DeviceClassifier::new(tolerant), own()));
        assert!(connect(&client, &server, HOST).server.is_err(), "{}", setting.name);
    }
}

#[test]
fn a_phone_in_1970_reaches_its_server_if_the_policy_says_so() {
    let ca = root("CA").self_signed();
    let first_contact = Policy::STRICT.waive(Check::Clock);
    for setting in settings() {
        let setting = setting.at(60);
        let server = certified(&setting, &[&leaf(HOST).signed_by(&ca)]);
        let server = Arc::new(setting.server_without_clients(server));
        let run =
            |trust: ServerTrust| connect(&Arc::new(setting.client(trust, None)), &server, HOST);
        let tolerant: Verifier = setting.verifier(store([&ca]), first_contact);

        let error = run(ServerTrust::new(tolerant.clone())).client.unwrap_err();
        assert!(error.to_string().contains("is not valid before"), "{error}");

        let seen = Arc::new(Mutex::new(String::new()));
        let to = seen.clone();
        let floor = |now: pki_types::UnixTime| {
            if now.as_secs() < NOW { Clock::at_least(NOW) } else { Clock::Set(now) }
        };
        let trust = ServerTrust::new(tolerant)
            .with_clock(floor)
            .with_observer(move |judged| *to.lock().unwrap() = judged.verdict().to_string());
        let _ends = run(trust).expect(&setting.name);
        let seen = seen.lock().unwrap();
        assert!(
            seen.starts_with("tolerated, although the validity was only partly checked"),
            "{seen}"
        );

        let strict = ServerTrust::new(verifier(&setting, &ca)).with_clock(floor);
        let error = run(strict).client.unwrap_err();
        let found = refusal(&error).and_then(|refusal| refusal.findings()).unwrap();
        assert!(found.contains(Reason::ClockNotSet));
    }
}

#[test]
fn the_expected_name_may_differ_from_the_dialed_one_or_be_any() {
    let ca = root("CA").self_signed();
    for setting in settings() {
        let server = certified(&setting, &[&leaf("example.com").signed_by(&ca)]);
        let server = Arc::new(setting.server_without_clients(server));
        let run = |expected| {
            let trust = ServerTrust::new(verifier(&setting, &ca)).with_expected_name(expected);
            connect(&Arc::new(setting.client(trust, None)), &server, "sip1.example.net").client
        };
        assert!(run(ExpectedName::Dialed).is_err());
        assert!(run(ExpectedName::Fixed("example.com".parse().unwrap())).is_ok());
        assert!(run(ExpectedName::Fixed("example.org".parse().unwrap())).is_err());
        let fixed = ExpectedName::Fixed("example.org".parse().unwrap());
        let trust = ServerTrust::new(verifier(&setting, &ca))
            .with_expected_name(fixed)
            .with_errors(ErrorForm::Kinds);
        let client = Arc::new(setting.client(trust, None));
        let error = connect(&client, &server, "sip1.example.net").client.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("example.org") && !text.contains("sip1.example.net"), "{text}");
        assert!(run(ExpectedName::Any).is_ok());
    }
}
