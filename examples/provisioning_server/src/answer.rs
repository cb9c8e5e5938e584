//! Which answer a request gets, and why.

use crate::trust::Trust;
use hyper::{Method, StatusCode};
use rustls::pki_types::CertificateDer;
use std::path::Path;
use trustslot::{Caller, Clock, Device, MacAddress, NotBound};

/// The answer to one request, and what the log says about it.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    /// The configuration, or one line that says why there is none.
    pub body: Vec<u8>,
    pub device: Device,
    /// Whose configuration was requested.
    pub wanted: Option<MacAddress>,
    pub reason: Option<Reason>,
}

/// Why a request is refused: a permanent number and word of the library, and a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub code: u16,
    pub word: &'static str,
    pub message: String,
    pub remedy: Option<String>,
}

/// Numbers of this program begin where the library has none.
const NO_CERTIFICATE: (u16, &str) = (9001, "no-client-certificate");
const NO_SUCH_FILE: (u16, &str) = (9002, "no-such-configuration");
const NOT_READ: (u16, &str) = (9003, "configuration-unreadable");
const METHOD: (u16, &str) = (9004, "method-not-allowed");

/// Answers a request of a client that presented these certificates and proved that it has their key.
///
/// The certificates are judged again for each request, so a phone that is blocked now is refused now, on an open connection and
/// on a resumed session too.
pub async fn answer(
    trust: &Trust,
    presented: &[CertificateDer<'static>],
    clock: Clock,
    method: &Method,
    path: &str,
    configs: &Path,
    most_bytes: u64,
) -> Answer {
    let caller = match presented {
        [] => None,
        presented => trust.phones.classify_presented(presented, clock).ok(),
    };
    let device = caller.as_ref().map_or(Device::Foreign, Caller::device);
    let wanted = wanted(path);
    let refuse = |status, reason: Reason| Answer {
        status,
        body: format!("{} [{}]\n", reason.message, reason.code).into_bytes(),
        device,
        wanted,
        reason: Some(reason),
    };
    if !matches!(*method, Method::GET | Method::HEAD) {
        return refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            own(METHOD, "only GET and HEAD are allowed"),
        );
    }
    let missing = || own(NO_SUCH_FILE, "there is no such configuration");
    let Some(mac) = wanted else { return refuse(StatusCode::NOT_FOUND, missing()) };
    let Some(caller) = caller else {
        let reason = own(NO_CERTIFICATE, "the phone presented no certificate");
        return refuse(StatusCode::FORBIDDEN, reason);
    };
    if let Err(not_bound) = caller.may_bind(mac) {
        return refuse(StatusCode::FORBIDDEN, why(&caller, not_bound));
    }
    // The name is made of the address, so it leads to no other folder.
    match read(&configs.join(format!("{mac}.cfg")), most_bytes).await {
        Ok(body) => Answer { status: StatusCode::OK, body, device, wanted, reason: None },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            refuse(StatusCode::NOT_FOUND, missing())
        }
        Err(error) => {
            eprintln!("cannot read the configuration of {mac}: {error}");
            let reason = own(NOT_READ, "the configuration cannot be read");
            refuse(StatusCode::INTERNAL_SERVER_ERROR, reason)
        }
    }
}

async fn read(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    use tokio::io::AsyncReadExt as _;
    let file = tokio::fs::File::open(path).await?;
    let mut body = Vec::new();
    file.take(most + 1).read_to_end(&mut body).await?;
    if u64::try_from(body.len()).is_ok_and(|bytes| bytes > most) {
        return Err(std::io::Error::other(format!("it is larger than {most} bytes")));
    }
    Ok(body)
}

/// The phone whose configuration this path names: `/0015651234ab.cfg`.
fn wanted(path: &str) -> Option<MacAddress> {
    let stem = path.strip_prefix('/')?.strip_suffix(".cfg")?;
    // One spelling, so that one file has one address.
    let is_plain = stem.len() == 12
        && stem.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
    is_plain.then(|| stem.parse().ok())?
}

/// For a foreign client, the finding that decides says more.
fn why(caller: &Caller, not_bound: NotBound) -> Reason {
    match (not_bound, caller.findings().and_then(|findings| findings.decisive())) {
        (NotBound::Foreign, Some(finding)) => Reason {
            code: finding.reason().code(),
            word: finding.reason().word(),
            message: finding.to_string(),
            remedy: finding.remedy().map(ToString::to_string),
        },
        _ => Reason {
            code: not_bound.code(),
            word: not_bound.word(),
            message: not_bound.to_string(),
            remedy: not_bound.remedy().map(|remedy| remedy.to_string()),
        },
    }
}

fn own((code, word): (u16, &'static str), message: &str) -> Reason {
    Reason { code, word, message: message.to_owned(), remedy: None }
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn a_path_names_a_phone_in_one_way_only() {
        assert!(wanted("/0015651234ab.cfg").is_some());
        let others = [
            "/",
            "/.cfg",
            "0015651234ab.cfg",
            "/0015651234AB.cfg",
            "/00:15:65:12:34:ab.cfg",
            "/0015651234ab.cfg/",
            "//0015651234ab.cfg",
            "/../0015651234ab.cfg",
            "/0015651234ab.CFG",
            "/0015651234ab",
            "/0015651234a%62.cfg",
            "/0015651234abc.cfg",
            "/passwords.txt",
        ];
        for path in others {
            assert_eq!(wanted(path), None, "{path}");
        }
    }
}
