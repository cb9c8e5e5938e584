//! A phone registers over TLS at a real SIP server, Kamailio, and verifies it as RFC 5922 says. The test is skipped, with a line on
//! standard error, if Kamailio is not installed; the gate installs it.

use rustls::{ClientConnection, Stream};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use tls::programs::{Child, Folder, free_port, has, wait_for};
use tls::{Setting, pem_identity, settings, store};
use trustslot::rustls_0_23::{ExpectedName, ServerTrust, refusal};
use trustslot::{NameRules, Policy, Reason};
use trustslot_kit::extensions::SERVER_AUTH;
use trustslot_kit::{Cert, Issued, leaf, root};

/// The domain in the phone's SIP URI.
const DOMAIN: &str = "example.com";

/// The host to which the SRV record of the domain leads.
const TARGET: &str = "sip1.provider.example.net";

struct Row {
    name: &'static str,
    certificate: Cert,
    policy: Policy,
    /// The SIP server answers 200; otherwise the phone refuses with this reason.
    expected: Result<(), Reason>,
}

fn rows() -> Vec<Row> {
    let sip = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
    let bare = |name: &str| leaf(name).no_san().eku(&[SERVER_AUTH]);
    let row = |name, certificate, policy, expected| Row { name, certificate, policy, expected };
    let mismatch = Err(Reason::NameMismatch);
    vec![
        row("the domain in a SIP URI", bare("pbx").uri("sip:example.com"), sip, Ok(())),
        row("the domain as DNS name", bare("pbx").dns(DOMAIN), sip, Ok(())),
        row("the target of the SRV record only", bare("pbx").dns(TARGET), sip, mismatch),
        row(
            "another domain in the SIP URI",
            bare("pbx").uri("sip:example.net").dns(DOMAIN),
            sip,
            mismatch,
        ),
        row("a user in the SIP URI", bare("pbx").uri("sip:alice@example.com"), sip, mismatch),
        row("a wildcard", bare("pbx").dns("*.example.com"), sip, mismatch),
        row("the domain as common name", bare(DOMAIN), sip, Ok(())),
        row(
            "a wildcard, which does not cover the domain itself",
            bare("pbx").dns("*.example.com"),
            sip.with_sip_wildcards(true),
            mismatch,
        ),
    ]
}

const PATIENCE: Duration = Duration::from_secs(20);

/// Registers; returns the first line of the answer.
fn register(setting: &Setting, trust: ServerTrust, address: SocketAddr) -> std::io::Result<String> {
    let config = Arc::new(setting.client(trust, None));
    let mut connection = ClientConnection::new(config, TARGET.try_into().unwrap()).unwrap();
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    let mut stream = Stream::new(&mut connection, &mut socket);
    let request = format!(
        "REGISTER sips:{DOMAIN} SIP/2.0\r\n\
         Via: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK0015651234ab\r\n\
         Max-Forwards: 70\r\n\
         To: <sips:alice@{DOMAIN}>\r\n\
         From: <sips:alice@{DOMAIN}>;tag=1\r\n\
         Call-ID: 0015651234ab\r\n\
         CSeq: 1 REGISTER\r\n\
         Contact: <sips:alice@127.0.0.1:5061>\r\n\
         Content-Length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = [0; 4096];
    let read = stream.read(&mut answer)?;
    let text = String::from_utf8_lossy(&answer[..read]).into_owned();
    Ok(text.lines().next().unwrap_or("").to_owned())
}

/// A SIP server that answers each request with 200.
fn start(files: &Folder, issued: &Issued) -> (Child, SocketAddr) {
    let port = free_port();
    files.write("server.pem", &pem_identity(&[issued]));
    let folder = files.path("");
    let text = format!(
        "#!KAMAILIO
debug=0
log_stderror=yes
children=1
enable_tls=yes
auto_aliases=no
disable_sctp=yes
listen=tls:127.0.0.1:{port}
loadmodule \"sl.so\"
loadmodule \"tls.so\"
modparam(\"tls\", \"private_key\", \"{folder}server.pem\")
modparam(\"tls\", \"certificate\", \"{folder}server.pem\")
modparam(\"tls\", \"tls_method\", \"TLSv1.2+\")
request_route {{
    sl_send_reply(\"200\", \"OK\");
    exit;
}}
"
    );
    files.write("kamailio.cfg", &text);
    let (config, pid) = (files.path("kamailio.cfg"), files.path("kamailio.pid"));
    let arguments = [
        "-DD", "-E", "-f", &config, "-P", &pid, "-Y", &folder, "-m", "32", "-M", "16", "-n", "1",
        "-N", "1",
    ];
    let child = Child::start("kamailio", &arguments);
    (child, wait_for(port))
}

#[test]
fn a_phone_registers_only_at_a_server_of_its_domain() {
    if !has("kamailio", "-v") {
        return;
    }
    let ca = root("Provider CA").self_signed();
    let files = Folder::new("sip");
    for Row { name, certificate, policy, expected } in rows() {
        let issued = certificate.signed_by(&ca);
        let (_server, address) = start(&files, &issued);
        for setting in settings() {
            let what = format!("{}, {name}", setting.name);
            let domain = ExpectedName::Fixed(DOMAIN.parse().unwrap());
            let verifier = setting.verifier(store([&ca]), policy);
            let trust = ServerTrust::new(verifier).with_expected_name(domain);
            match (register(&setting, trust, address), expected) {
                (Ok(line), Ok(())) => assert_eq!(line, "SIP/2.0 200 OK", "{what}"),
                (Err(error), Err(reason)) => {
                    let findings = refusal(&error).and_then(|refusal| refusal.findings());
                    let decisive = findings.and_then(|found| found.decisive()).expect(&what);
                    assert_eq!(decisive.reason(), reason, "{what}: {error}");
                }
                (got, _) => panic!("{what}: {got:?}"),
            }
        }
    }
}
