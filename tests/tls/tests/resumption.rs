//! rustls asks no verifier when a server resumes a session. These tests show the attack, and that `caller_of` ends it.

use rustls::client::Resumption;
use rustls::server::ServerSessionMemoryCache;
use rustls::{ClientConfig, HandshakeKind, ServerConfig};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tls::{Connected, Setting, certified, connect, phone, settings, store, verifier};
use trustslot::rustls_0_23::{ServerTrust, caller_of, client_verdict};
use trustslot::{BlockList, Certificate, Clock, Device, DeviceClassifier, Policy, Reason};
use trustslot_kit::{HOST, Issued, NOW, intermediate, leaf, root};

const MAC: &str = "0015651234ab";

/// A day, for which rustls resumes sessions.
const LATER: u64 = NOW + 86_000;

struct Scene {
    setting: Setting,
    root: Issued,
    client: ClientConfig,
    server: Issued,
    phone: Issued,
}

impl Scene {
    fn new(setting: &Setting) -> Self {
        let root = root("Vendor Root").self_signed();
        let phone = phone(MAC).valid("2020-01-01", NOW + 3_600).signed_by(&root);
        let server = leaf(HOST).signed_by(&root);
        let own = certified(setting, &[&phone]);
        let client = setting.client(verifier(setting, &root), Some(own));
        Self { setting: setting.clone(), root, client, server, phone }
    }

    fn phones(&self) -> DeviceClassifier {
        DeviceClassifier::new(verifier(&self.setting, &self.root))
    }

    fn server(&self, setting: &Setting, phones: DeviceClassifier) -> ServerConfig {
        setting.server(phones, certified(setting, &[&self.server]))
    }
}

/// What a server may share with the one before it, against the advice.
type Share = fn(&Setting, &mut ServerConfig, &mut ServerConfig);

const SHARED: [(&str, Share); 2] = [("storage", share_storage), ("ticketer", share_ticketer)];

fn share_storage(_: &Setting, before: &mut ServerConfig, after: &mut ServerConfig) {
    let storage = ServerSessionMemoryCache::new(32);
    before.session_storage = storage.clone();
    after.session_storage = storage;
}

fn share_ticketer(_: &Setting, before: &mut ServerConfig, after: &mut ServerConfig) {
    let ticketer = rustls::crypto::ring::Ticketer::new().unwrap();
    before.ticketer = ticketer.clone();
    after.ticketer = ticketer;
}

/// Why a phone that was admitted is not any more, the trust after that, and the time.
fn changes(scene: &Scene) -> Vec<(&'static str, DeviceClassifier, u64, Reason)> {
    let mut stolen = BlockList::new();
    stolen.block_certificate(&Certificate::from_der(&scene.phone.der).unwrap());
    let other = root("Other Root").self_signed();
    let removed = scene.setting.verifier(store([&other]), Policy::STRICT);
    vec![
        ("blocked", scene.phones().with_block_list(stolen), NOW, Reason::Blocked),
        ("expired", scene.phones(), LATER, Reason::Expired),
        ("its CA removed", DeviceClassifier::new(removed), NOW, Reason::IssuerNotFound),
    ]
}

#[test]
fn a_resumed_phone_is_judged_again_whatever_servers_share() {
    for setting in settings() {
        for (shared, share) in SHARED {
            let scene = Scene::new(&setting);
            for (change, phones, now, reason) in changes(&scene) {
                let what = format!("{}, shared {shared}, {change}", setting.name);
                let mut before = scene.server(&setting, scene.phones());
                let mut after = scene.server(&setting.at(now), phones.clone());
                share(&setting, &mut before, &mut after);
                let client = Arc::new(scene.client.clone());

                let ends = connect(&client, &Arc::new(before), HOST).expect(&what);
                let caller = caller_of(&ends.server, &scene.phones(), Clock::set(NOW));
                let device = caller.unwrap().unwrap().device();
                assert_eq!(device, Device::Unique { mac: MAC.parse().unwrap() }, "{what}");

                // The attack: the new trust is not asked.
                let Connected { server, .. } =
                    connect(&client, &Arc::new(after), HOST).expect(&what);
                assert_eq!(server.handshake_kind(), Some(HandshakeKind::Resumed), "{what}");

                let caller = caller_of(&server, &phones, Clock::set(now)).unwrap().unwrap();
                assert_eq!(caller.device(), Device::Foreign, "{what}");
                assert!(caller.findings().is_some_and(|found| found.contains(reason)), "{what}");
                let verdict = client_verdict(&server, phones.vendor(), Clock::set(now)).unwrap();
                assert!(!verdict.is_accepted(), "{what}");
            }
        }
    }
}

#[test]
fn a_server_with_its_own_storage_and_ticketer_refuses_the_phone_itself() {
    for setting in settings() {
        let scene = Scene::new(&setting);
        for (change, phones, now, _) in changes(&scene) {
            let what = format!("{}, {change}", setting.name);
            let client = Arc::new(scene.client.clone());
            let before = scene.server(&setting, scene.phones());
            let _ends = connect(&client, &Arc::new(before), HOST).expect(&what);
            let after = scene.server(&setting.at(now), phones);
            let outcome = connect(&client, &Arc::new(after), HOST);
            assert!(outcome.server.is_err(), "{what}");
        }
    }
}

#[test]
fn a_phone_whose_certificate_expires_is_foreign_on_a_resumed_connection_of_the_same_server() {
    for setting in settings() {
        let scene = Scene::new(&setting);
        let client = Arc::new(scene.client.clone());
        let server = Arc::new(scene.server(&setting, scene.phones()));
        let _first = connect(&client, &server, HOST).expect(&setting.name);
        let ends = connect(&client, &server, HOST).expect(&setting.name);
        assert_eq!(ends.server.handshake_kind(), Some(HandshakeKind::Resumed), "{}", setting.name);
        for (now, is_foreign) in [(NOW, false), (LATER, true)] {
            let caller = caller_of(&ends.server, &scene.phones(), Clock::set(now));
            let device = caller.unwrap().unwrap().device();
            assert_eq!(device == Device::Foreign, is_foreign, "{}", setting.name);
        }
    }
}

#[test]
fn nothing_is_said_about_a_client_before_its_handshake_is_complete() {
    for setting in settings() {
        let scene = Scene::new(&setting);
        let server = Arc::new(scene.server(&setting, scene.phones()));
        let waiting = rustls::ServerConnection::new(server).unwrap();
        assert!(caller_of(&waiting, &scene.phones(), Clock::set(NOW)).is_none());
    }
}

#[test]
fn a_client_resumes_only_sessions_that_the_same_trust_verified() {
    for setting in settings() {
        let name = &setting.name;
        let root = root("Root").self_signed();
        let ca = intermediate("CA").signed_by(&root);
        let own = certified(&setting, &[&leaf(HOST).signed_by(&ca), &ca]);
        let server = Arc::new(setting.server_without_clients(own));
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        let trust = ServerTrust::new(verifier(&setting, &root)).with_observer(move |judged| {
            assert!(judged.is_admitted());
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let mut before = setting.client(trust, None);
        let storage = Resumption::in_memory_sessions(8);
        before.resumption = storage.clone();
        let before = Arc::new(before);
        let kinds = [HandshakeKind::Full, HandshakeKind::Resumed];
        for kind in kinds {
            let ends = connect(&before, &server, HOST).expect(name);
            // TLS 1.3 may ask for another key share.
            assert_eq!(ends.client.handshake_kind(), Some(kind), "{name}");
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1, "{name}");

        // The same verifier in a new object, and one that trusts nothing.
        let mut same = setting.client(verifier(&setting, &root), None);
        same.resumption = storage.clone();
        let ends = connect(&Arc::new(same), &server, HOST).expect(name);
        assert_eq!(ends.client.handshake_kind(), Some(HandshakeKind::Full), "{name}");
        let mut changed = setting.client(setting.verifier(store([]), Policy::STRICT), None);
        changed.resumption = storage;
        assert!(connect(&Arc::new(changed), &server, HOST).client.is_err(), "{name}");
    }
}
