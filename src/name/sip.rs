//! SIP domain identities in URIs (RFC 5922 §7.1).

/// The host of a `sip` URI without a user part; `None` if the URI does not identify a domain.
///
/// The host is not checked: it may be a wildcard or an address. Such a host equals no domain, but beside it a dNSName does
/// not count. If it were ignored, a certificate with malformed SIP domains would be accepted for names that were not
/// meant for SIP.
pub(super) fn domain(uri: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = uri.split_at_checked(SCHEME.len())?;
    // A user part may contain semicolons and question marks, and no other part may contain an @ (RFC 3261 §25.1). So the
    // text before an @ is a user, or the URI is invalid.
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

/// Whether a URI has the scheme `sip` or `sips`.
pub(super) fn has_scheme(uri: &[u8]) -> bool {
    let scheme = memchr::memchr(b':', uri).and_then(|colon| uri.get(..colon)).unwrap_or_default();
    scheme.eq_ignore_ascii_case(b"sip") || scheme.eq_ignore_ascii_case(b"sips")
}

const SCHEME: &[u8] = b"sip:";

/// The port is ignored (RFC 5922 §7.1), but it must be valid.
fn without_port(host_and_port: &[u8]) -> Option<&[u8]> {
    let mut parts = host_and_port.splitn(2, |byte| *byte == b':');
    let host = parts.next()?;
    match parts.next() {
        None => Some(host),
        Some(port) if !port.is_empty() && port.iter().all(u8::is_ascii_digit) => Some(host),
        Some(_) => None,
    }
}
