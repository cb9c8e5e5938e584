//! SIP domain identities in URIs (RFC 5922 §7.1).

/// The host part of a `sip` URI without a user part; `None` where the URI is no domain identity.
///
/// The host may be anything, a wildcard or an address among them. Such a one equals no domain, but it is an
/// identity: beside it a dNSName does not count. Taking it for nothing would let a certificate that names SIP
/// domains badly pass by names that were not meant for SIP.
pub(super) fn domain(uri: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = uri.split_at_checked(SCHEME.len())?;
    // A user part may itself have semicolons and question marks, and no other part may have an @ (RFC 3261
    // §25.1). So wherever one stands, what is before it is a user, or the URI is none.
    if !scheme.eq_ignore_ascii_case(SCHEME) || rest.contains(&b'@') {
        return None;
    }
    let host_and_port = rest.split(|byte| matches!(byte, b';' | b'?')).next().unwrap_or_default();
    let host = match host_and_port {
        [b'[', ..] => host_and_port,
        _ => without_port(host_and_port)?,
    };
    (!host.is_empty()).then_some(host)
}

const SCHEME: &[u8] = b"sip:";

/// A port takes no part (RFC 5922 §7.1), but must be one.
fn without_port(host_and_port: &[u8]) -> Option<&[u8]> {
    let mut parts = host_and_port.splitn(2, |byte| *byte == b':');
    let host = parts.next()?;
    match parts.next() {
        None => Some(host),
        Some(port) if !port.is_empty() && port.iter().all(u8::is_ascii_digit) => Some(host),
        Some(_) => None,
    }
}
