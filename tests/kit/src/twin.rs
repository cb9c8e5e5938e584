//! A second, slow implementation of the rules for names, to compare the matcher with.
//!
//! Rules are given by the number of their RFC.

use core::net::IpAddr;

/// The kind of name that matched, under the same names as in the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    DnsId,
    DnsIdWildcard,
    IpAddress,
    SipUri,
    CommonName,
    CommonNameWildcard,
}

/// Whether a dNSName, or a common name that counts, matches `reference`.
pub fn matches(presented: &[u8], reference: &str, rules: u16) -> bool {
    match_label_by_label(presented, reference, rules).is_some()
}

/// `Some(true)` if it matches by a wildcard, `Some(false)` if it matches without one.
fn match_label_by_label(presented: &[u8], reference: &str, rules: u16) -> Option<bool> {
    let labels = |name: &str| -> Vec<String> {
        let lower = name.to_ascii_lowercase();
        lower.split('.').map(String::from).collect()
    };
    let (presented, reference) = (labels(&latin1(presented)), labels(reference));
    if presented.len() != reference.len() || presented[1..] != reference[1..] {
        return None;
    }
    if presented[0] == reference[0] {
        return Some(false);
    }
    let matches = match rules {
        2818 | 6125 => whole(&presented, reference.len()) || fragment(&presented[0], &reference[0]),
        9525 => whole(&presented, reference.len()),
        _ => false,
    };
    matches.then_some(true)
}

fn whole(presented: &[String], labels: usize) -> bool {
    presented[0] == "*" && labels >= 3
}

/// Tries every part of the label in place of the wildcard.
fn fragment(presented: &str, label: &str) -> bool {
    let is_encoded = presented.starts_with("xn--") || label.starts_with("xn--");
    if presented == "*" || presented.matches('*').count() != 1 || is_encoded {
        return false;
    }
    (0..label.len()).any(|start| {
        (start + 1..=label.len()).any(|end| presented.replace('*', &label[start..end]) == label)
    })
}

/// The names in a certificate: tags and contents, not interpreted.
#[derive(Clone, Debug, Default)]
pub struct Presented {
    /// The entries of the subjectAltName; `None` if the extension is absent.
    pub entries: Option<Vec<(u8, Vec<u8>)>>,
    /// Common names in encoded order.
    pub common_names: Vec<(u8, Vec<u8>)>,
}

/// Decides which names count, then compares them one after the other.
pub fn certificate(presented: &Presented, reference: &str, rules: u16) -> Option<MatchedBy> {
    let is_sip = rules == 5922;
    if let Ok(address) = reference.parse() {
        let bytes = match address {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().to_vec(),
        };
        let found = !is_sip && presented.all(IP_ADDRESS).any(|ip| *ip == bytes[..]);
        return found.then_some(MatchedBy::IpAddress);
    }
    if is_sip {
        let domains: Vec<String> = presented.all(URI).filter_map(sip_domain).collect();
        if !domains.is_empty() {
            let found = domains.iter().any(|domain| domain == reference);
            return found.then_some(MatchedBy::SipUri);
        }
    }
    for name in presented.all(DNS_NAME) {
        match match_label_by_label(name, reference, rules) {
            Some(true) => return Some(MatchedBy::DnsIdWildcard),
            Some(false) => return Some(MatchedBy::DnsId),
            None => {}
        }
    }
    // A subjectAltName without entries states that the certificate has no name.
    let says_no_name = presented.entries.as_ref().is_some_and(Vec::is_empty);
    let common_name_counts = !says_no_name
        && match rules {
            2818 => presented.all(DNS_NAME).count() == 0,
            6125 => [DNS_NAME, URI, OTHER_NAME].iter().all(|tag| presented.all(*tag).count() == 0),
            5922 => presented.entries.is_none(),
            _ => false,
        };
    if !common_name_counts {
        return None;
    }
    let (tag, contents) = presented.common_names.last()?;
    let text = text_of(*tag, contents)?;
    let by_wildcard = match_label_by_label(text.as_bytes(), reference, rules)?;
    Some(if by_wildcard { MatchedBy::CommonNameWildcard } else { MatchedBy::CommonName })
}

impl Presented {
    fn all(&self, tag: u8) -> impl Iterator<Item = &[u8]> {
        let entries = self.entries.as_deref().unwrap_or_default();
        entries.iter().filter(move |entry| entry.0 == tag).map(|entry| &entry.1[..])
    }
}

/// The domain of a `sip` URI without a user, in lower case (RFC 5922 §7.1).
fn sip_domain(uri: &[u8]) -> Option<String> {
    let uri = latin1(uri).to_ascii_lowercase();
    let rest = uri.strip_prefix("sip:")?;
    if rest.contains('@') {
        return None;
    }
    let end = rest.find([';', '?']).unwrap_or(rest.len());
    let host_and_port = &rest[..end];
    if host_and_port.is_empty() || host_and_port.starts_with('[') {
        return Some(host_and_port.to_string()).filter(|host| !host.is_empty());
    }
    let (host, port) = match host_and_port.split_once(':') {
        Some((host, port)) => (host, port),
        None => (host_and_port, "5060"),
    };
    let is_port = !port.is_empty() && port.chars().all(|c| c.is_ascii_digit());
    (is_port && !host.is_empty()).then(|| host.to_string())
}

/// The text of a common name in a type that counts, if it is ASCII without NUL.
fn text_of(tag: u8, contents: &[u8]) -> Option<String> {
    let text = match tag {
        0x0c | 0x13 | 0x14 | 0x16 => latin1(contents),
        0x1e if contents.len().is_multiple_of(2) => {
            let units = contents.chunks(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1]));
            String::from_utf16(&units.collect::<Vec<_>>()).ok()?
        }
        _ => return None,
    };
    text.chars().all(|c| c.is_ascii() && c != '\0').then_some(text)
}

pub const OTHER_NAME: u8 = 0xa0;
pub const DNS_NAME: u8 = 0x82;
pub const URI: u8 = 0x86;
pub const IP_ADDRESS: u8 = 0x87;

/// One character for each byte.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
