//! A fleet that comes at once: phones of one vendor make full and resumed handshakes with a server of rustls on loopback.
//!
//! `load [phones]` prints a table for rustls' own verifier and for this library's: handshakes per second of processor time of the
//! server's thread, the times of a handshake at the server, and the memory that an open connection keeps. It compares, and fails
//! nothing, because times depend on the machine.

use rustls::client::Resumption;
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};
use trustslot::rustls_0_23::{ClientConfigExt as _, ServerConfigExt as _};
use trustslot::{
    BuiltIn, Bundle, Certificate, DeviceClassifier, Policy, SignatureCache, TrustStore, Verifier,
};
use trustslot_kit::extensions::CLIENT_AUTH;
use trustslot_kit::{HOST, Issued, Key, intermediate, leaf, root};

const DEFAULT_PHONES: usize = 2_000;

/// Signatures that are remembered, and their bytes: all phones of the largest fleet here.
const CACHED: (usize, usize) = (20_000, 32 << 20);

struct Fleet {
    root: Issued,
    server: Vec<Issued>,
    phones: Vec<Vec<Issued>>,
}

impl Fleet {
    fn new(phones: usize) -> Self {
        let root = root("Vendor Root").self_signed();
        let ca = intermediate("Vendor CA").signed_by(&root);
        let server = vec![leaf(HOST).signed_by(&ca), ca.clone()];
        // Few keys for many certificates: making keys is not what is measured.
        let phone = |number: usize| {
            let mac = format!("0015{number:08x}");
            let key = Key::p256(u64::try_from(number % 16).unwrap());
            vec![leaf(&mac).no_san().eku(&[CLIENT_AUTH]).key(key).signed_by(&ca), ca.clone()]
        };
        Self { server, phones: (0..phones).map(phone).collect(), root }
    }

    fn store(&self) -> TrustStore {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&Bundle::from(Certificate::from_der(&self.root.der).unwrap())).unwrap();
        store
    }

    fn server(&self, by: &str) -> Arc<ServerConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone());
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let builder = match by {
            "webpki" => {
                let mut roots = RootCertStore::empty();
                roots.add(self.root.certificate().into_owned()).unwrap();
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
            by => {
                let mut verifier = Verifier::new(self.store(), Policy::STRICT);
                if by != "cold" {
                    let cache = SignatureCache::with_limits(CACHED.0, CACHED.1);
                    verifier = verifier.with_signature_cache(&cache);
                }
                builder.with_trustslot_clients(DeviceClassifier::new(verifier))
            }
        };
        let mut config = builder.with_single_cert(chain(&self.server), key(&self.server)).unwrap();
        config.session_storage =
            rustls::server::ServerSessionMemoryCache::new(self.phones.len() * 4);
        Arc::new(config)
    }

    fn clients(&self) -> Vec<Arc<ClientConfig>> {
        let trust = Verifier::new(self.store(), Policy::STRICT)
            .with_signature_cache(&SignatureCache::new());
        let client = |phone: &Vec<Issued>| {
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let mut config = ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_trustslot(trust.clone())
                .with_client_auth_cert(chain(phone), key(phone))
                .unwrap();
            config.resumption = Resumption::in_memory_sessions(1);
            Arc::new(config)
        };
        self.phones.iter().map(client).collect()
    }
}

fn chain(chain: &[Issued]) -> Vec<pki_types::CertificateDer<'static>> {
    chain.iter().map(|issued| issued.certificate().into_owned()).collect()
}

fn key(chain: &[Issued]) -> pki_types::PrivateKeyDer<'static> {
    pki_types::PrivatePkcs8KeyDer::from(chain[0].key.pkcs8().to_vec()).into()
}

/// One round of the fleet, as the server's thread saw it.
struct Round {
    handshakes: Vec<Duration>,
    processor: Duration,
    kept: i64,
}

/// The processor time of this thread, from the kernel: fields 14 and 15 of its `stat`, in hundredths of a second.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    let ticks: Vec<u64> = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|field| field.parse().unwrap())
        .collect();
    Duration::from_millis((ticks[0] + ticks[1]) * 10)
}

/// Serves this number of connections, each until the phone ends it.
fn serve(listener: &TcpListener, config: &Arc<ServerConfig>, connections: usize) -> Round {
    let before = processor_time();
    let mut handshakes = Vec::with_capacity(connections);
    let mut kept = 0;
    for _ in 0..connections {
        let (mut socket, _) = listener.accept().unwrap();
        let begin = Instant::now();
        let mut connection = None;
        let heap = allocation_counter::measure(|| {
            let mut new = ServerConnection::new(config.clone()).unwrap();
            while new.is_handshaking() {
                new.complete_io(&mut socket).unwrap();
            }
            connection = Some(new);
        });
        handshakes.push(begin.elapsed());
        kept += heap.bytes_current;
        let mut connection = connection.unwrap();
        // The tickets reach the phone, and then its end.
        while connection.complete_io(&mut socket).is_ok_and(|(read, _)| read > 0) {}
    }
    let connections = i64::try_from(connections).unwrap();
    let processor = processor_time().saturating_sub(before);
    Round { handshakes, processor, kept: kept / connections }
}

fn visit(config: &Arc<ClientConfig>, port: u16) {
    let mut connection = ClientConnection::new(config.clone(), HOST.try_into().unwrap()).unwrap();
    let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    socket.set_nodelay(true).unwrap();
    while connection.is_handshaking() {
        connection.complete_io(&mut socket).unwrap();
    }
    // With TLS 1.3, tickets follow the handshake.
    if connection.handshake_kind() == Some(rustls::HandshakeKind::Full) {
        let _ = connection.complete_io(&mut socket);
    }
    connection.send_close_notify();
    let _ = connection.complete_io(&mut socket);
}

fn main() {
    let phones = std::env::args().nth(1).map_or(DEFAULT_PHONES, |text| text.parse().unwrap());
    let fleet = Fleet::new(phones);
    println!("{phones} phones, one after the other");
    println!(
        "{:28} {:>12} {:>10} {:>10} {:>12}",
        "", "per CPU s", "p50 µs", "p99 µs", "bytes kept"
    );
    for (by, name) in [
        ("webpki", "rustls' verifier"),
        ("cold", "trustslot, no cache"),
        ("cached", "trustslot, cached"),
    ] {
        let (config, clients) = (fleet.server(by), fleet.clients());
        for round in ["first visit", "resumed"] {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = listener.local_addr().unwrap().port();
            let mut seen = std::thread::scope(|scope| {
                let server = scope.spawn(|| serve(&listener, &config, phones));
                for client in &clients {
                    visit(client, port);
                }
                server.join().unwrap()
            });
            seen.handshakes.sort_unstable();
            let at = |percent: usize| seen.handshakes[(phones - 1) * percent / 100].as_micros();
            let count = u128::try_from(phones).unwrap();
            let rate = count * 1000 / seen.processor.as_millis().max(1);
            let name = format!("{name}, {round}");
            println!("{name:28} {rate:>12} {:>10} {:>10} {:>12}", at(50), at(99), seen.kept);
        }
    }
}
