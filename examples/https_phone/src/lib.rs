//! A phone that fetches its configuration over HTTPS: the part that others can use.

use std::error::Error;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use trustslot::rustls_0_23::{ClientConfigExt as _, ServerTrust, SlotResolver, refusal};
use trustslot::{Clock, DeviceCertificate, ReferenceIdentity, ServerCertSlot, SlotKind, Verifier};

/// The longest answer that a phone reads, in bytes: more than any configuration file has.
const MAX_ANSWER: u64 = 1 << 20;

/// How long the phone waits for each step of the network.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the phone has, and when its firmware was built.
pub struct Phone {
    /// Verifies provisioning servers.
    pub trust: Verifier,
    /// The phone's identities.
    pub slot: ServerCertSlot,
    /// The selected identity.
    pub selected: DeviceCertificate,
    /// Seconds since 1970. An earlier clock counts as not set.
    pub built: u64,
}

/// An answer of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The identity that the phone presented.
    pub presented: Option<SlotKind>,
    /// The phone's verdict about the server.
    pub verdict: String,
    /// The HTTP status code.
    pub status: u16,
    /// The body, which may be an explanation.
    pub body: String,
}

/// Fetches `https://host:port/path`.
///
/// # Errors
///
/// The server is not trusted, and then the text says why and what to do; or it cannot be reached, or its answer is no HTTP.
pub fn fetch(phone: &Phone, host: &str, port: u16, path: &str) -> Result<Answer, Box<dyn Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let resolver = SlotResolver::new(provider.clone());
    let presented = resolver.update(&phone.slot, phone.selected)?.client;

    // What the phone's status page shows.
    let verdict = Arc::new(Mutex::new(String::new()));
    let shown = verdict.clone();
    let built = phone.built;
    let trust =
        ServerTrust::new(phone.trust.clone())
            .with_clock(move |now| {
                if now.as_secs() < built { Clock::at_least(built) } else { Clock::Set(now) }
            })
            .with_observer(move |judged| {
                if let Ok(mut shown) = shown.lock() {
                    *shown = judged.verdict().to_string();
                }
            });
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_trustslot(trust)
        .with_client_cert_resolver(Arc::new(resolver));

    let reference: ReferenceIdentity = host.parse()?;
    let mut connection = rustls::ClientConnection::new(Arc::new(config), (&reference).try_into()?)?;
    let mut socket = connected(host, port)?;
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    let head = format!("GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
    let answer = exchange(&mut stream, head.as_bytes()).map_err(explained)?;

    let (status, body) = parse(&answer).ok_or("the answer of the server is no HTTP")?;
    let verdict = verdict.lock().map(|text| text.clone()).unwrap_or_default();
    Ok(Answer { presented, verdict, status, body })
}

fn connected(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(socket) => {
                socket.set_read_timeout(Some(PATIENCE))?;
                socket.set_write_timeout(Some(PATIENCE))?;
                return Ok(socket);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn exchange(
    stream: &mut rustls::Stream<'_, rustls::ClientConnection, TcpStream>,
    request: &[u8],
) -> io::Result<Vec<u8>> {
    stream.write_all(request)?;
    let mut answer = Vec::new();
    match stream.take(MAX_ANSWER).read_to_end(&mut answer) {
        // Some servers close without saying so in TLS; the length in the head decides then.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && !answer.is_empty() => {}
        result => {
            result?;
        }
    }
    Ok(answer)
}

/// The refusal with its remedy, if the phone refused.
fn explained(error: io::Error) -> Box<dyn Error> {
    match refusal(&error) {
        Some(refusal) => {
            let remedy = refusal.remedy().map(|remedy| format!("\n    -> {remedy}"));
            format!("the server is not trusted: {refusal}{}", remedy.unwrap_or_default()).into()
        }
        None => error.into(),
    }
}

/// The status and the body of an answer, if it is whole.
fn parse(answer: &[u8]) -> Option<(u16, String)> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let body = &answer[end + 4..];
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    if length.is_some_and(|length: usize| length != body.len()) {
        return None;
    }
    Some((status, String::from_utf8_lossy(body).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_answer_that_was_cut_is_no_answer() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nline";
        assert_eq!(parse(whole), Some((200, "line".to_owned())));
        for end in 0..whole.len() {
            assert_eq!(parse(&whole[..end]), None, "{end}");
        }
        assert_eq!(parse(b"SSH-2.0-OpenSSH_9\r\n\r\n"), None);
    }
}
