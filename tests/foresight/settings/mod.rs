//! Settings files: every parameter of the reference in every spelling, and the laws of reading and writing.

mod laws;
mod lines;
mod makers;
mod unfinished;
mod xml;

use Maker::{Fanvil, Flyingvoice, Grandstream, Htek, Yealink};
use SettingsFault as Fault;
use trustslot::{
    Absent, Application, Check, DeviceCertificate, Maker, Overrides, Policy, PolicySet, Reading,
    SettingsError, SettingsFault, SettingsText, Spelling, TrustSource, Unconfirmed, Unwritten,
};

pub(super) const SECRET: &str = "hunter2secret";

pub(super) fn parse(text: &str, maker: Maker) -> SettingsText {
    SettingsText::parse(text.as_bytes().to_vec(), maker).unwrap()
}

/// Read on top of a base that checks everything, so that only the file has faults.
pub(super) fn read(text: &str, maker: Maker) -> Reading {
    parse(text, maker).read(&PolicySet::new(Policy::STRICT), Absent::IsDefault)
}

pub(super) fn faults(text: &str, maker: Maker) -> Vec<Fault> {
    read(text, maker).findings.iter().map(trustslot::LineFinding::fault).collect()
}

/// A parameter of the pairs, without `static.`; a valid value; an invalid one and its fault.
pub(super) const PAIRS: &[(&str, &str, Option<(&str, Fault)>)] = &[
    ("security.trust_certificates", "1", Some(("2", Fault::OutOfRange))),
    ("security.ca_cert", "2", Some(("3", Fault::OutOfRange))),
    ("security.ca_cert", "0", Some(("https://prov.example.com/ca.pem", Fault::UrlForSelector))),
    ("security.dev_cert", "1", Some(("https://prov.example.com/me.pem", Fault::UrlForSelector))),
    ("security.cn_validation", "1", Some(("on", Fault::NotANumber))),
    ("security.default_ssl_method", "5", Some(("1", Fault::OutOfRange))),
    ("security.server_ssl_method", "3", Some(("x", Fault::NotANumber))),
    ("security.tls_cipher_list", "AES:!ADH", None),
    ("phone_setting.reserve_certs_enable", "1", Some(("yes", Fault::NotANumber))),
    ("phone_setting.reserve_certs_config.enable", "0", Some(("9", Fault::OutOfRange))),
    (
        "trusted_certificates.url",
        "https://prov.example.com/ca.pem",
        Some(("ca.pem", Fault::NotAUrl)),
    ),
    ("server_certificates.url", "https://prov.example.com/me.pem", Some(("1", Fault::NotAUrl))),
    (
        "server_certificates.2.url",
        "https://prov.example.com/me.pem",
        Some(("me.pem", Fault::NotAUrl)),
    ),
    ("trusted_certificates.delete", "http://localhost/all", Some(("1", Fault::UnknownValue))),
    ("server_certificates.delete", "http://localhost/all", Some(("all", Fault::UnknownValue))),
    ("scep.enable", "1", Some(("2", Fault::OutOfRange))),
    ("scep.url", "https://ca.example.com/scep", Some(("ca", Fault::NotAUrl))),
    ("scep.challenge_password", "x", None),
    ("account.1.transport", "2", Some(("4", Fault::OutOfRange))),
    ("account.16.sip_server.2.transport_type", "3", Some(("tls", Fault::NotANumber))),
    ("sip.tls_listen_port", "5061", Some(("65536", Fault::OutOfRange))),
    ("network.802_1x.mode", "2", None),
    (
        "network.802_1x.root_cert_url",
        "https://prov.example.com/8021x.pem",
        Some(("2", Fault::NotAUrl)),
    ),
    (
        "network.802_1x.client_cert_url",
        "https://prov.example.com/me.pem",
        Some(("2", Fault::NotAUrl)),
    ),
    ("network.802_1x.identity", "phone", None),
    ("network.802_1x.md5_password", "x", None),
    ("network.802_1x.anonymous_identity", "x", None),
    ("network.802_1x.eap_fast_provision_mode", "1", None),
    ("network.802_1x.proxy_eap_logoff.enable", "1", Some(("x", Fault::NotANumber))),
    ("features.network.8021x_upload.mode", "1", None),
    ("network.vpn_enable", "1", Some(("x", Fault::NotANumber))),
    ("openvpn.url", "https://prov.example.com/vpn.tar", Some(("vpn.tar", Fault::NotAUrl))),
    ("ldap.tls_mode", "2", Some(("3", Fault::OutOfRange))),
];

/// The settings of each application.
pub(super) const OWN: &[(&str, &str, &str, Fault)] = &[
    ("trust_certificates", "1", "7", Fault::OutOfRange),
    ("ca_cert", "1", "http://prov.example.com/ca", Fault::UrlForSelector),
    ("cn_validation", "1", "yes", Fault::NotANumber),
    ("dev_cert", "1", "2", Fault::OutOfRange),
    ("ssl_method", "5", "2", Fault::OutOfRange),
];
