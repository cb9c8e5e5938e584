//! Properties of the certificates of a case, by x509-parser instead of the parser under test.

use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::x509::X509Name;

/// Whether one of them constrains names that are neither dNSName nor iPAddress.
pub fn constrain_other_names(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |certificate| {
        let Ok(Some(constraints)) = certificate.name_constraints() else {
            return false;
        };
        let lists = [&constraints.value.permitted_subtrees, &constraints.value.excluded_subtrees];
        let mut subtrees = lists.into_iter().flatten().flatten();
        subtrees.any(|subtree| {
            !matches!(subtree.base, GeneralName::DNSName(_) | GeneralName::IPAddress(_))
        })
    })
}

/// Whether a dNSName in one of them is neither a permitted dNSName of a CA among them nor below one.
pub fn have_host_outside(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |ca| {
        let permitted = ca.name_constraints().ok().flatten();
        let permitted =
            permitted.and_then(|constraints| constraints.value.permitted_subtrees.as_ref());
        let bases: Vec<&str> = permitted
            .into_iter()
            .flatten()
            .filter_map(|subtree| match subtree.base {
                GeneralName::DNSName(base) => Some(base),
                _ => None,
            })
            .collect();
        let is_within = |name: &str| {
            bases.iter().any(|base| name == *base || name.ends_with(&format!(".{base}")))
        };
        !bases.is_empty()
            && any(certificates, |certificate| {
                let names = certificate.subject_alternative_name().ok().flatten();
                names.is_some_and(|names| {
                    names.value.general_names.iter().any(|name| match name {
                        GeneralName::DNSName(name) => !is_within(name),
                        _ => false,
                    })
                })
            })
    })
}

/// Whether one of them is a self-issued CA certificate.
pub fn have_self_issued(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |certificate| {
        certificate.is_ca() && certificate.issuer().as_raw() == certificate.subject().as_raw()
    })
}

/// Whether one of them is not a CA.
pub fn have_none_ca(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |certificate| {
        let may_sign = certificate.key_usage().ok().flatten();
        !certificate.is_ca() || may_sign.is_some_and(|usage| !usage.value.key_cert_sign())
    })
}

/// Whether one of them has anyExtendedKeyUsage.
pub fn have_any_usage(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |certificate| {
        let usage = certificate.extended_key_usage().ok().flatten();
        usage.is_some_and(|usage| usage.value.any)
    })
}

/// Whether one of them has no extended key usage.
pub fn have_no_usage(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |certificate| matches!(certificate.extended_key_usage(), Ok(None)))
}

/// Whether an issuer and a subject among them are equal only after folding (RFC 5280 §7.1).
pub fn have_names_to_fold(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |child| {
        any(certificates, |issuer| {
            child.issuer().as_raw() != issuer.subject().as_raw()
                && folded(child.issuer()) == folded(issuer.subject())
        })
    })
}

fn folded(name: &X509Name<'_>) -> Vec<String> {
    let attributes = name.iter_attributes();
    let folded = attributes.map(|attribute| {
        let text = attribute.as_str().unwrap_or_default().to_lowercase();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    folded.collect()
}

fn any(certificates: &[Vec<u8>], holds: impl Fn(&X509Certificate<'_>) -> bool) -> bool {
    certificates
        .iter()
        .filter_map(|der| X509Certificate::from_der(der).ok())
        .any(|(_, certificate)| holds(&certificate))
}

/// Whether one of them has a critical extension about certificate policies.
pub fn have_critical_policies(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |certificate| {
        let about_policies = ["2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"];
        let mut extensions = certificate.extensions().iter();
        extensions.any(|extension| {
            let id = extension.oid.to_id_string();
            extension.critical && about_policies.contains(&id.as_str())
        })
    })
}

/// The common name of a certificate without subjectAltName, if it can be dialed. A wildcard stands for one label.
pub fn only_common_name(certificate: &[u8]) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    if !matches!(certificate.subject_alternative_name(), Ok(None)) {
        return None;
    }
    let name = certificate.subject().iter_common_name().last()?.as_str().ok()?;
    let host = name.replace('*', "x");
    host.contains('.').then_some(host)
}

/// Whether one of them constrains host names by a domain with a dot in front.
pub fn constrain_dotted_hosts(certificates: &[Vec<u8>]) -> bool {
    any_subtree(
        certificates,
        |base| matches!(base, GeneralName::DNSName(name) if name.starts_with('.')),
    )
}

/// Whether one of them permits the empty dNSName.
pub fn permit_every_host(certificates: &[Vec<u8>]) -> bool {
    any_subtree(certificates, |base| matches!(base, GeneralName::DNSName("")))
}

/// Whether one of them constrains registered identifiers.
pub fn constrain_registered_ids(certificates: &[Vec<u8>]) -> bool {
    any_subtree(certificates, |base| matches!(base, GeneralName::RegisteredID(_)))
}

fn any_subtree(certificates: &[Vec<u8>], holds: impl Fn(&GeneralName<'_>) -> bool) -> bool {
    any(certificates, |certificate| {
        let Ok(Some(constraints)) = certificate.name_constraints() else {
            return false;
        };
        let lists = [&constraints.value.permitted_subtrees, &constraints.value.excluded_subtrees];
        lists.into_iter().flatten().flatten().any(|subtree| holds(&subtree.base))
    })
}

/// Whether one of them has an `SmtpUTF8Mailbox` (RFC 9598).
pub fn have_internationalized_mail(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |certificate| {
        let Ok(Some(names)) = certificate.subject_alternative_name() else {
            return false;
        };
        let is_mail = |name: &GeneralName<'_>| matches!(name, GeneralName::OtherName(kind, _) if kind.to_id_string() == "1.3.6.1.5.5.7.8.9");
        names.value.general_names.iter().any(is_mail)
    })
}

/// Whether one of them has a subjectAltName without a name.
pub fn have_empty_alternative_names(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |certificate| {
        let mut extensions = certificate.extensions().iter();
        extensions.any(|extension| {
            extension.oid.to_id_string() == "2.5.29.17" && extension.value == [0x30, 0]
        })
    })
}

/// Whether one of them has certificate policies without a policy (RFC 5280 §4.2.1.4, SIZE (1..MAX)).
pub fn have_empty_policies(certificates: &[Vec<u8>]) -> bool {
    any(certificates, |certificate| {
        let mut extensions = certificate.extensions().iter();
        extensions.any(|extension| {
            extension.oid.to_id_string() == "2.5.29.32" && extension.value == [0x30, 0]
        })
    })
}
