//! Peers that are not rustls: curl and `openssl s_client` as phones, `openssl s_server` and nginx as servers. A program that is not
//! installed is skipped, with a line on standard error; the gate installs them all.

use rustls::{ClientConnection, ServerConfig, ServerConnection, Stream};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use tls::programs::{Child, Folder, free_port, has, output, wait_for};
use tls::{Setting, certified, pem_identity, phone, settings, verifier};
use trustslot::rustls_0_23::{Admission, ClientTrust, ServerTrust, caller_of, refusal};
use trustslot::{Clock, DeviceClassifier, Reason};
use trustslot_kit::{HOST, Issued, NOW, intermediate, leaf, root};

const MAC: &str = "0015651234ab";

/// The certificates of a vendor, of its phone and server, and of strangers, in files.
struct Pki {
    root: Issued,
    ca: Issued,
    server: Issued,
    phone: Issued,
    stranger: Issued,
    files: Folder,
}

impl Pki {
    fn new(name: &str) -> Self {
        let root = root("Vendor Root").self_signed();
        let ca = intermediate("Vendor CA").signed_by(&root);
        let server = leaf(HOST).signed_by(&ca);
        let phone = phone(MAC).signed_by(&ca);
        let strangers = trustslot_kit::root("Stranger").self_signed();
        let stranger = tls::phone(MAC).signed_by(&strangers);
        let files = Folder::new(name);
        files.write("root.pem", &root.pem());
        files.write("server.pem", &pem_identity(&[&server, &ca]));
        files.write("phone.pem", &pem_identity(&[&phone, &ca]));
        files.write("stranger.pem", &pem_identity(&[&stranger]));
        Self { root, ca, server, phone, stranger, files }
    }

    /// A server of rustls that answers each request with the device, and its address.
    fn serve(&self, setting: &Setting, admission: Admission) -> SocketAddr {
        let phones = DeviceClassifier::new(verifier(setting, &self.root));
        let clients = ClientTrust::new(phones.clone()).with_admission(admission).optional();
        let own = certified(setting, &[&self.server, &self.ca]);
        let config = Arc::new(setting.server(clients, own));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        // It ends with the test.
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                // A refused client is an error here, and the client says so.
                let _ = answer(socket.unwrap(), &config, &phones);
            }
        });
        address
    }
}

fn answer(
    mut socket: TcpStream,
    config: &Arc<ServerConfig>,
    phones: &DeviceClassifier,
) -> std::io::Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut connection = ServerConnection::new(config.clone()).unwrap();
    let mut stream = Stream::new(&mut connection, &mut socket);
    let mut request = [0; 4096];
    let _read = stream.read(&mut request)?;
    let caller = caller_of(stream.conn, phones, Clock::set(NOW));
    let device = match caller {
        Some(caller) => caller.unwrap().device().to_string(),
        None => "nobody".to_owned(),
    };
    let body = format!("you are: {device}\n");
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all((head + &body).as_bytes())?;
    stream.conn.send_close_notify();
    stream.flush()
}

/// The option of curl and OpenSSL for the version.
fn is_1_2(setting: &Setting) -> bool {
    setting.version == &rustls::version::TLS12
}

const CLIENTS: [(Option<&str>, &str); 3] = [
    (Some("phone.pem"), "you are: unique, 0015651234ab"),
    (Some("stranger.pem"), "you are: foreign"),
    (None, "you are: nobody"),
];

#[test]
fn curl_is_identified_by_its_certificate() {
    if !has("curl", "--version") {
        return;
    }
    let pki = Pki::new("curl");
    for setting in settings() {
        let run = |address: SocketAddr, client: Option<&str>| {
            let port = address.port();
            let resolve = format!("{HOST}:{port}:127.0.0.1");
            let root = pki.files.path("root.pem");
            let version: &[&str] =
                if is_1_2(&setting) { &["--tlsv1.2", "--tls-max", "1.2"] } else { &["--tlsv1.3"] };
            let mut arguments =
                vec!["--silent", "--show-error", "--max-time", "20", "--cacert", &root];
            arguments.extend(["--resolve", &resolve]);
            arguments.extend(version);
            let file = client.map(|client| pki.files.path(client));
            if let Some(file) = &file {
                arguments.extend(["--cert", file, "--key", file]);
            }
            let url = format!("https://{HOST}:{port}/");
            arguments.push(&url);
            output("curl", &arguments, "")
        };
        let any = pki.serve(&setting, Admission::AnyProven);
        for (client, expected) in CLIENTS {
            let (succeeded, text) = run(any, client);
            assert!(succeeded && text.contains(expected), "{}, {client:?}: {text}", setting.name);
        }
        let known = pki.serve(&setting, Admission::Known);
        assert!(run(known, Some("phone.pem")).0, "{}", setting.name);
        let (succeeded, text) = run(known, Some("stranger.pem"));
        assert!(!succeeded && !text.contains("you are"), "{}: {text}", setting.name);
    }
}

#[test]
fn s_client_is_identified_by_its_certificate() {
    if !has("openssl", "version") {
        return;
    }
    let pki = Pki::new("s_client");
    for setting in settings() {
        let address = pki.serve(&setting, Admission::AnyProven).to_string();
        let version = if is_1_2(&setting) { "-tls1_2" } else { "-tls1_3" };
        for (client, expected) in CLIENTS {
            let root = pki.files.path("root.pem");
            let mut arguments =
                vec!["s_client", "-connect", &address, "-servername", HOST, version];
            arguments.extend(["-CAfile", &root, "-verify_return_error", "-verify_hostname", HOST]);
            arguments.extend(["-quiet", "-ign_eof"]);
            let file = client.map(|client| pki.files.path(client));
            if let Some(file) = &file {
                arguments.extend(["-cert", file, "-key", file, "-cert_chain", file]);
            }
            let (_, text) = output("openssl", &arguments, "GET / HTTP/1.0\r\n\r\n");
            assert!(text.contains(expected), "{}, {client:?}: {text}", setting.name);
        }
    }
}

/// What our client gets from this server.
fn fetch(
    setting: &Setting,
    trust: ServerTrust,
    own: rustls::sign::CertifiedKey,
    address: SocketAddr,
) -> std::io::Result<String> {
    let config = Arc::new(setting.client(trust, Some(own)));
    let mut connection = ClientConnection::new(config, HOST.try_into().unwrap()).unwrap();
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut stream = Stream::new(&mut connection, &mut socket);
    stream.write_all(format!("GET / HTTP/1.0\r\nHost: {HOST}\r\n\r\n").as_bytes())?;
    let mut text = Vec::new();
    let read = stream.read_to_end(&mut text);
    // nginx and s_server may close without saying so in TLS.
    match read {
        Err(error) if text.is_empty() => Err(error),
        _ => Ok(String::from_utf8_lossy(&text).into_owned()),
    }
}

/// Our phone and a stranger at this server, and the server at a phone that does not trust it.
fn check_server(pki: &Pki, setting: &Setting, address: SocketAddr, expected: &str) {
    let what = &setting.name;
    let trust = || ServerTrust::new(verifier(setting, &pki.root));
    let own = || certified(setting, &[&pki.phone, &pki.ca]);
    let text = fetch(setting, trust(), own(), address).unwrap();
    assert!(text.contains(expected), "{what}: {text}");

    let stranger = certified(setting, &[&pki.stranger]);
    let refused = fetch(setting, trust(), stranger, address);
    assert!(!refused.is_ok_and(|text| text.contains(expected)), "{what}: a stranger");

    let nothing = ServerTrust::new(setting.verifier(tls::store([]), trustslot::Policy::STRICT));
    let error = fetch(setting, nothing, own(), address).unwrap_err();
    let found = refusal(&error).and_then(|refusal| refusal.findings()).expect(what);
    assert!(found.contains(Reason::IssuerNotFound), "{what}");
}

#[test]
fn s_server_accepts_the_phone_and_is_verified() {
    if !has("openssl", "version") {
        return;
    }
    let pki = Pki::new("s_server");
    for setting in settings() {
        let port = free_port();
        let (root, server) = (pki.files.path("root.pem"), pki.files.path("server.pem"));
        let version = if is_1_2(&setting) { "-tls1_2" } else { "-tls1_3" };
        let accept = format!("127.0.0.1:{port}");
        let mut arguments = vec!["s_server", "-accept", &accept, "-www", version];
        arguments.extend(["-cert", &server, "-key", &server, "-cert_chain", &server]);
        arguments.extend(["-CAfile", &root, "-Verify", "3", "-verify_return_error"]);
        let _server = Child::start("openssl", &arguments);
        let address = wait_for(port);
        check_server(&pki, &setting, address, "HTTP/1.0 200 ok");
    }
}

#[test]
fn nginx_accepts_the_phone_and_is_verified() {
    if !has("nginx", "-v") {
        return;
    }
    let pki = Pki::new("nginx");
    for setting in settings() {
        let port = free_port();
        let folder = pki.files.path("");
        let version = if is_1_2(&setting) { "TLSv1.2" } else { "TLSv1.3" };
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {folder}{kind};\n"))
            .concat();
        let text = format!(
            "daemon off;
             worker_processes 1;
             pid {folder}nginx.pid;
             error_log {folder}error.log;
             events {{}}
             http {{
                 access_log off;
                 {temporary}
                 server {{
                     listen 127.0.0.1:{port} ssl;
                     ssl_protocols {version};
                     ssl_certificate {folder}server.pem;
                     ssl_certificate_key {folder}server.pem;
                     ssl_client_certificate {folder}root.pem;
                     ssl_verify_client on;
                     ssl_verify_depth 3;
                     location / {{ return 200 \"$ssl_client_s_dn\"; }}
                 }}
             }}"
        );
        pki.files.write("nginx.conf", &text);
        let (conf, log) = (pki.files.path("nginx.conf"), pki.files.path("error.log"));
        let _server = Child::start("nginx", &["-c", &conf, "-e", &log, "-p", &folder]);
        let address = wait_for(port);
        check_server(&pki, &setting, address, &format!("CN={MAC}"));
    }
}
