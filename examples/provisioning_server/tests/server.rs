//! The server over real sockets: who gets what and why, changes of trust while connections are open, limits, and the end.

use provisioning_server::config::Config;
use provisioning_server::demo::request;
use provisioning_server::fleet::{CLIENTS, Fleet, MAC};
use provisioning_server::serve::{Log, Server, serve_metrics};
use rustls::client::Resumption;
use rustls::{ClientConfig, HandshakeKind};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use trustslot::rustls_0_23::{ClientConfigExt as _, SlotResolver};
use trustslot::{
    BuiltIn, Bundle, DeviceCertificate, Identity, Policy, ServerCertSlot, TrustStore, Verifier,
};

struct Running {
    fleet: Fleet,
    server: Arc<Server>,
    port: u16,
    lines: Arc<Mutex<Vec<Value>>>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.fleet.folder);
    }
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("provisioning-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

async fn start(name: &str, change: impl FnOnce(&mut Config)) -> Running {
    let fleet = Fleet::create(&folder(name)).unwrap();
    let mut config = fleet.config();
    change(&mut config);
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = lines.clone();
    let log: Log = Arc::new(move |line| kept.lock().unwrap().push(line.clone()));
    let server = Server::new(config, log).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (stop, stopped) = watch::channel(false);
    let serving = tokio::spawn(server.clone().serve(listener, stopped));
    Running { fleet, server, port, lines, stop, serving }
}

impl Running {
    /// The configuration of a phone. Its session storage is `sessions`.
    fn client(&self, name: &str, sessions: &Resumption) -> Arc<ClientConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let read = |name: &str| std::fs::read(self.fleet.file(name)).unwrap();
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&Bundle::parse("ca.pem", &read("server-ca.pem")).unwrap()).unwrap();
        let mut slot = ServerCertSlot::new();
        slot.upload_client(Identity::parse("own.pem", &read(&format!("{name}.pem"))).unwrap());
        let resolver = SlotResolver::new(provider.clone());
        resolver.update(&slot, DeviceCertificate::Custom).unwrap();
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_trustslot(Verifier::new(store, Policy::STRICT))
            .with_client_cert_resolver(Arc::new(resolver));
        config.resumption = sessions.clone();
        Arc::new(config)
    }

    async fn connect(&self, config: &Arc<ClientConfig>) -> TlsStream<TcpStream> {
        let socket = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let name = "localhost".try_into().unwrap();
        TlsConnector::from(config.clone()).connect(name, socket).await.unwrap()
    }

    fn block(&self, name: &str) {
        let bundle = std::fs::read_to_string(self.fleet.file(&format!("{name}.pem"))).unwrap();
        let end = "-----END CERTIFICATE-----\n";
        let first = &bundle[..bundle.find(end).unwrap() + end.len()];
        std::fs::write(self.fleet.file("blocked-certificates.pem"), first).unwrap();
    }

    fn last_line(&self) -> Value {
        self.lines.lock().unwrap().last().unwrap().clone()
    }
}

/// One request on an open connection: the status and the body.
async fn ask(stream: &mut TlsStream<TcpStream>, head: &str) -> (u16, String) {
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    loop {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await.unwrap();
        answer.extend(&part[..read]);
        let text = String::from_utf8_lossy(&answer).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase();
            let length = length.split("content-length: ").nth(1).unwrap();
            let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
            if body.len() == length
                || head.starts_with("HTTP/1.1 200") && body.is_empty() && read == 0
            {
                return (head[9..12].parse().unwrap(), body.to_owned());
            }
        }
        assert!(read > 0, "the connection ended: {text}");
    }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_client_gets_its_answer_and_the_log_names_the_reason() {
    let running = start("table", |_| {}).await;
    let expected = [
        ("unique", 200, ""),
        ("other", 403, "certificate-of-another-phone"),
        ("generic", 403, "certificate-generic"),
        ("custom", 200, ""),
        ("laptop", 403, "certificate-without-mac"),
        ("foreign", 403, "issuer-key-differs"),
        ("blocked", 403, "blocked"),
        ("revoked", 403, "revoked"),
        ("expired", 403, "expired"),
    ];
    assert_eq!(expected.map(|row| row.0), CLIENTS);
    for (client, status, word) in expected {
        let answer = request(&running.fleet, Some(client), running.port).await.unwrap();
        assert_eq!(answer.status, status, "{client}");
        let line = running.last_line();
        assert_eq!(line["status"], status, "{client}");
        if status == 200 {
            assert_eq!(answer.body, "account.1.password = secret\n", "{client}");
            assert_eq!(line["reason"], Value::Null, "{client}");
        } else {
            assert_eq!(line["reason"]["word"], word, "{client}");
            let message = line["reason"]["message"].as_str().unwrap();
            assert!(answer.body.starts_with(message), "{client}: {}", answer.body);
            assert!(!answer.body.contains("secret"), "{client}");
        }
        assert!(answer.verdict.starts_with("trusted"), "{client}: {}", answer.verdict);
    }
    let answer = request(&running.fleet, None, running.port).await.unwrap();
    assert_eq!((answer.status, running.last_line()["reason"]["code"].as_u64()), (403, Some(9001)));
}

#[tokio::test(flavor = "multi_thread")]
async fn trust_changes_under_an_open_connection_that_stays() {
    let running = start("swap", |_| {}).await;
    let config = running.client("unique", &Resumption::disabled());
    let mut open = running.connect(&config).await;
    let path = format!("/{MAC}.cfg");
    assert_eq!(ask(&mut open, &get(&path)).await.0, 200);

    running.block("unique");
    assert!(running.server.reload().await);
    let (status, body) = ask(&mut open, &get(&path)).await;
    assert_eq!((status, body.trim_end()), (403, "the certificate is blocked individually [501]"));
    assert_eq!(running.last_line()["generation"], 2);

    // A file that is wrong changes nothing.
    std::fs::write(running.fleet.file("blocked-certificates.pem"), "no certificate").unwrap();
    assert!(!running.server.reload().await);
    assert_eq!(ask(&mut open, &get(&path)).await.0, 403);
    running.block("other");
    assert!(running.server.reload().await);
    assert_eq!(ask(&mut open, &get(&path)).await.0, 200);

    // A CRL that revokes nobody any more.
    let mut revoked = running.connect(&running.client("revoked", &Resumption::disabled())).await;
    assert_eq!(ask(&mut revoked, &get(&path)).await.0, 403);
    running.fleet.write_crl(&[]).unwrap();
    assert!(running.server.reload().await);
    assert_eq!(ask(&mut revoked, &get(&path)).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resumed_session_gives_a_blocked_phone_nothing() {
    let running = start("resumed", |_| {}).await;
    let config = running.client("unique", &Resumption::in_memory_sessions(8));
    let path = get(&format!("/{MAC}.cfg"));
    for kind in [HandshakeKind::Full, HandshakeKind::Resumed] {
        let mut stream = running.connect(&config).await;
        assert_eq!(ask(&mut stream, &path).await.0, 200);
        assert_eq!(stream.get_ref().1.handshake_kind(), Some(kind));
        assert_eq!(running.last_line()["resumed"], kind == HandshakeKind::Resumed);
    }
    running.block("unique");
    assert!(running.server.reload().await);
    let mut stream = running.connect(&config).await;
    assert_eq!(ask(&mut stream, &path).await.0, 403);
    assert_eq!(
        stream.get_ref().1.handshake_kind(),
        Some(HandshakeKind::Full),
        "another generation"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_behind_a_balancer_share_nothing_and_serve_the_same_phone() {
    let (first, second) = (start("first", |_| {}).await, start("second", |_| {}).await);
    // One phone, which offers the session of one server to the other. The certificates of both have the same keys.
    let phone = first.client("unique", &Resumption::in_memory_sessions(8));
    for running in [&first, &second, &first] {
        let mut stream = running.connect(&phone).await;
        assert_eq!(stream.get_ref().1.handshake_kind(), Some(HandshakeKind::Full));
        assert_eq!(ask(&mut stream, &get(&format!("/{MAC}.cfg"))).await.0, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_configurations_of_phones_are_served_and_only_read() {
    let running = start("paths", |_| {}).await;
    std::fs::write(running.fleet.file("configs/001565aaaaaa.txt"), "secret").unwrap();
    let config = running.client("unique", &Resumption::disabled());
    let rows = [
        (get("/"), 404),
        (get("/001565aaaaaa.txt"), 404),
        (get(&format!("/../configs/{MAC}.cfg")), 404),
        (get(&format!("/{MAC}.cfg/..")), 404),
        (get(&format!("/{}.cfg", MAC.to_uppercase())), 404),
        (get("/0015651234ff.cfg"), 403),
        (get(&format!("/{MAC}.cfg?x=1")), 200),
        (get(&format!("/{MAC}.cfg")).replace("GET", "POST"), 405),
        (get(&format!("/{MAC}.cfg")).replace("GET", "DELETE"), 405),
    ];
    for (head, status) in rows {
        let mut stream = running.connect(&config).await;
        assert_eq!(ask(&mut stream, &head).await.0, status, "{head}");
    }
    std::fs::remove_file(running.fleet.file(&format!("configs/{MAC}.cfg"))).unwrap();
    let mut stream = running.connect(&config).await;
    assert_eq!(ask(&mut stream, &get(&format!("/{MAC}.cfg"))).await.0, 404);
    let large = vec![b'x'; 5 << 20];
    std::fs::write(running.fleet.file(&format!("configs/{MAC}.cfg")), large).unwrap();
    let (status, body) = ask(&mut stream, &get(&format!("/{MAC}.cfg"))).await;
    assert_eq!((status, body.trim_end()), (500, "the configuration cannot be read [9003]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_and_slow_clients_are_ended_and_do_not_stop_others() {
    // Long enough for a handshake on a busy machine.
    let short = Duration::from_secs(2);
    let running = start("slow", |config| {
        config.limits.handshake = short;
        config.limits.head = short;
        config.limits.connections = 2;
    })
    .await;
    let begin = Instant::now();
    // Two that say nothing take all places.
    let mut silent = Vec::new();
    for _ in 0..2 {
        silent.push(TcpStream::connect(("127.0.0.1", running.port)).await.unwrap());
    }
    let answer = request(&running.fleet, Some("unique"), running.port).await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(begin.elapsed() >= short, "it had to wait");
    let lines: Vec<Value> = running.lines.lock().unwrap().clone();
    assert!(lines.iter().any(|line| line["error"] == "the handshake took too long"), "{lines:?}");

    // One that sends half a head.
    let mut stream = running.connect(&running.client("unique", &Resumption::disabled())).await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost:").await.unwrap();
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the server ends it");

    // One whose head is too large.
    let mut stream = running.connect(&running.client("unique", &Resumption::disabled())).await;
    let head = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(100_000));
    let _ = stream.write_all(head.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer))
        .await
        .unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_waits_for_open_connections_and_accepts_no_more() {
    let mut running =
        start("end", |config| config.limits.shutdown = Duration::from_secs(600)).await;
    let mut idle = running.connect(&running.client("unique", &Resumption::disabled())).await;
    assert_eq!(ask(&mut idle, &get(&format!("/{MAC}.cfg"))).await.0, 200);
    running.stop.send(true).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(60), &mut running.serving).await;
    ended.expect("an idle connection is ended long before the limit").unwrap();
    assert!(TcpStream::connect(("127.0.0.1", running.port)).await.is_err());
    let mut rest = Vec::new();
    assert_eq!(idle.read_to_end(&mut rest).await.unwrap(), 0, "closed in order");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_text_with_bounded_labels() {
    let running = start("metrics", |_| {}).await;
    for client in ["unique", "blocked", "blocked"] {
        request(&running.fleet, Some(client), running.port).await.unwrap();
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_metrics(running.server.clone(), listener));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    for line in [
        "provisioning_handshakes_total{kind=\"full\"} 3",
        "provisioning_requests_total{status=\"403\",device=\"foreign\",reason=\"blocked\"} 2",
        "provisioning_requests_total{status=\"200\",device=\"unique\",reason=\"none\"} 1",
        "provisioning_trust_generation 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}
