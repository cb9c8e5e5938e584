//! The description of one certificate, from which it can be issued again.

use crate::support::extensions::{
    CLIENT_AUTH, CRL_SIGN, DIGITAL_SIGNATURE, KEY_CERT_SIGN, SERVER_AUTH,
};
use crate::support::key::sha256;
use crate::support::names::{COMMON_NAME, ORGANIZATION, name, rdn};
use crate::support::{Cert, Issued, Key, NOW, der, intermediate, leaf};

/// The name that is dialed.
pub const HOST: &str = "phone.example.com";
/// A name of the same owner, which the peer may have instead.
pub const SIBLING: &str = "sip.example.com";

/// Which part of the store has a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stored {
    No,
    BuiltIn,
    Disabled,
    Uploaded,
    /// Not trusted, but supplied as an intermediate.
    Supplied,
}

/// The purposes that a certificate states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// For a peer: servers. For a CA: none stated.
    Usual,
    Clients,
    Mail,
}

/// The name constraints of a CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    None,
    /// Permits only names that the peer does not have.
    OtherHosts,
    /// Permits only the organization that every subject has, which this library cannot check.
    Organization,
    PathLengthZero,
}

/// The description of one certificate. Number 0 is the peer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spec {
    /// Equal numbers are equal subjects.
    pub name: usize,
    pub key: u64,
    /// The number of the certificate whose name and key issue this one.
    pub signer: usize,
    pub serial: u8,
    pub from: u64,
    pub to: u64,
    pub version_1: bool,
    pub is_ca: bool,
    pub may_sign: bool,
    pub critical: bool,
    /// The signature is of another key.
    pub forged: bool,
    /// The issuer's name is written in another string type.
    pub respelled: bool,
    pub weak: bool,
    pub purpose: Purpose,
    pub limit: Limit,
    pub host: &'static str,
    pub has_key_ids: bool,
    pub sent: bool,
    pub stored: Stored,
    pub blocked: bool,
    pub revoked: bool,
    /// Publishes a CRL, which the verifier has.
    pub has_crl: bool,
}

/// 2015, 2045 and a month after the clock of the tests.
pub const BEGIN: u64 = 1_420_070_400;
pub const END: u64 = 2_366_841_600;
pub const SOON: u64 = NOW + 30 * 86_400;

impl Spec {
    pub fn of_peer(signer: usize) -> Self {
        Self { is_ca: false, name: usize::MAX, key: 1, sent: true, ..Self::of_ca(0, 1, signer) }
    }

    pub fn of_ca(name: usize, key: u64, signer: usize) -> Self {
        Self {
            name,
            key,
            signer,
            serial: 1,
            from: BEGIN,
            to: END,
            version_1: false,
            is_ca: true,
            may_sign: true,
            critical: false,
            forged: false,
            respelled: false,
            weak: false,
            purpose: Purpose::Usual,
            limit: Limit::None,
            host: HOST,
            has_key_ids: true,
            sent: false,
            stored: Stored::No,
            blocked: false,
            revoked: false,
            has_crl: false,
        }
    }

    pub const fn is_peer(&self) -> bool {
        self.name == usize::MAX
    }

    /// What is in the certificate: without its signer, and without what is only done with it.
    pub fn printed(&self) -> Self {
        Self {
            signer: 0,
            sent: false,
            stored: Stored::No,
            blocked: false,
            revoked: false,
            has_crl: false,
            ..self.clone()
        }
    }

    /// The subject in DER; `respelled` is the same name in another string type.
    pub fn subject(&self, respelled: bool) -> Vec<u8> {
        let text = if self.is_peer() { self.host.to_owned() } else { format!("CA {}", self.name) };
        let value = |text: &str| if respelled { der::printable(text) } else { der::utf8(text) };
        name(&[rdn(ORGANIZATION, &value("Example Phones")), rdn(COMMON_NAME, &value(&text))])
    }

    /// What signing needs, without a certificate.
    pub fn as_signer(&self, respelled: bool) -> Issued {
        let key = Key::toy(self.key);
        Issued {
            der: Vec::new(),
            key_id: sha256(key.spki())[..20].to_vec(),
            key,
            subject: self.subject(respelled),
            serial: Vec::new(),
            tbs: Vec::new(),
            signature_algorithm: Vec::new(),
            signature: Vec::new(),
        }
    }

    pub fn described(&self) -> Cert {
        let cert = if self.is_peer() {
            let purposes: &[&str] = match self.purpose {
                Purpose::Usual => &[SERVER_AUTH],
                Purpose::Clients => &[CLIENT_AUTH],
                Purpose::Mail => &["1.3.6.1.5.5.7.3.4"],
            };
            leaf(self.host).eku(purposes).key_usage(&[DIGITAL_SIGNATURE])
        } else {
            let cert = intermediate("CA").ca(self.is_ca);
            let cert = match self.purpose {
                Purpose::Usual => cert,
                Purpose::Clients => cert.eku(&[CLIENT_AUTH]),
                Purpose::Mail => cert.eku(&["1.3.6.1.5.5.7.3.4"]),
            };
            let bits: &[usize] =
                if self.may_sign { &[KEY_CERT_SIGN, CRL_SIGN] } else { &[CRL_SIGN] };
            cert.key_usage(bits)
        };
        let cert = match self.limit {
            Limit::None => cert,
            Limit::OtherHosts => cert.permitted_dns("example.net"),
            Limit::Organization => {
                let organization = name(&[rdn(ORGANIZATION, &der::utf8("Example Phones"))]);
                cert.permitted_raw(crate::support::names::general::directory(&organization))
            }
            Limit::PathLengthZero => cert.path_len(0),
        };
        let mut cert = cert
            .subject(self.subject(false))
            .key(Key::toy(self.key))
            .serial(&[0x40, self.serial])
            .valid(self.from, self.to);
        if self.weak {
            cert = cert.spki(Key::rsa1024().spki());
        }
        if self.critical {
            cert = cert.unknown_critical_extension();
        }
        if !self.has_key_ids {
            cert = cert.without_extension("2.5.29.14").without_extension("2.5.29.35");
        }
        if self.version_1 { cert.version(1) } else { cert }
    }
}
