//! Describes the extensions of a certificate (RFC 5280 §4.2).

use super::certificate::Cert;
use super::der;
use super::names::general;

/// The described extensions, before issuer and key are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions {
    ca: Option<bool>,
    path_len: Option<u64>,
    key_usage: Option<Vec<usize>>,
    eku: Vec<String>,
    names: Vec<Vec<u8>>,
    san_value: Option<Vec<u8>>,
    permitted: Vec<Vec<u8>>,
    excluded: Vec<Vec<u8>>,
    edits: Vec<Edit>,
}

/// A change of the list of extensions. Edits apply in the order described, after all other extensions.
#[derive(Clone, Debug)]
enum Edit {
    Add(Extension),
    Replace(Extension),
    Remove(String),
}

/// One extension in DER. `oid` is empty if the test gave the whole element.
#[derive(Clone, Debug)]
struct Extension {
    oid: String,
    der: Vec<u8>,
}

/// Names. `dns`, `ip`, `uri`, `email` and `san_raw` each add one name. A leaf starts with its host as a `dNSName`.
impl Cert {
    pub fn dns(self, name: impl AsRef<[u8]>) -> Self {
        self.san_raw(general::dns(name))
    }

    /// Replaces all names by these.
    pub fn dns_names<T: AsRef<[u8]>>(self, names: impl IntoIterator<Item = T>) -> Self {
        let mut cert = self.no_san();
        cert.extensions.names.extend(names.into_iter().map(general::dns));
        cert
    }

    /// Adds an address of 4 or 16 bytes: `.ip([192, 0, 2, 1])`.
    pub fn ip(self, bytes: impl AsRef<[u8]>) -> Self {
        self.san_raw(general::ip(bytes))
    }

    pub fn uri(self, uri: impl AsRef<[u8]>) -> Self {
        self.san_raw(general::uri(uri))
    }

    pub fn email(self, address: impl AsRef<[u8]>) -> Self {
        self.san_raw(general::email(address))
    }

    /// Adds a `GeneralName` in DER.
    pub fn san_raw(mut self, general_name: impl Into<Vec<u8>>) -> Self {
        self.extensions.names.push(general_name.into());
        self
    }

    /// Sets the value of the subjectAltName extension, well-formed or not. It replaces all names.
    pub fn san_value(mut self, value: impl Into<Vec<u8>>) -> Self {
        self.extensions.san_value = Some(value.into());
        self
    }

    /// Removes all names. The extension is written only if a name follows: `.no_san().uri("sip:x")`.
    pub fn no_san(mut self) -> Self {
        self.extensions.names.clear();
        self.extensions.san_value = None;
        self
    }
}

/// Purposes and limits.
impl Cert {
    /// Sets basicConstraints, with `cA` TRUE or with its default.
    pub fn ca(mut self, ca: bool) -> Self {
        self.extensions.ca = Some(ca);
        self
    }

    /// Sets `pathLenConstraint`: the number of intermediates that may follow.
    pub fn path_len(mut self, intermediates: u64) -> Self {
        self.extensions.path_len = Some(intermediates);
        self
    }

    /// Sets keyUsage to these bits, such as [`KEY_CERT_SIGN`].
    pub fn key_usage(mut self, bits: &[usize]) -> Self {
        self.extensions.key_usage = Some(bits.to_vec());
        self
    }

    pub fn no_key_usage(mut self) -> Self {
        self.extensions.key_usage = None;
        self
    }

    /// Sets extKeyUsage to these purposes, such as [`SERVER_AUTH`]. Without a purpose the extension is omitted.
    pub fn eku(mut self, purposes: &[&str]) -> Self {
        self.extensions.eku = purposes.iter().map(ToString::to_string).collect();
        self
    }

    pub fn permitted_dns(self, tree: impl AsRef<[u8]>) -> Self {
        self.permitted_raw(general::dns(tree))
    }

    pub fn excluded_dns(self, tree: impl AsRef<[u8]>) -> Self {
        self.excluded_raw(general::dns(tree))
    }

    /// Permits a subtree whose base is this `GeneralName` in DER.
    pub fn permitted_raw(mut self, general_name: impl Into<Vec<u8>>) -> Self {
        self.extensions.permitted.push(general_name.into());
        self
    }

    /// Excludes a subtree whose base is this `GeneralName` in DER.
    pub fn excluded_raw(mut self, general_name: impl Into<Vec<u8>>) -> Self {
        self.extensions.excluded.push(general_name.into());
        self
    }
}

/// Any extension. These edits apply after everything else, in the order described.
impl Cert {
    /// Adds an extension at the end, even if there is one of the same kind.
    pub fn extension(self, oid: &str, critical: bool, value: impl AsRef<[u8]>) -> Self {
        self.edit(Edit::Add(Extension::new(oid, critical, value.as_ref())))
    }

    /// Adds a whole `Extension` element, well-formed or not.
    pub fn extension_raw(self, der: impl Into<Vec<u8>>) -> Self {
        self.edit(Edit::Add(Extension { oid: String::new(), der: der.into() }))
    }

    /// Replaces the extensions of the same kind, or adds one at the end.
    pub fn replace_extension(self, oid: &str, critical: bool, value: impl AsRef<[u8]>) -> Self {
        self.edit(Edit::Replace(Extension::new(oid, critical, value.as_ref())))
    }

    pub fn without_extension(self, oid: &str) -> Self {
        self.edit(Edit::Remove(oid.to_owned()))
    }

    pub fn unknown_critical_extension(self) -> Self {
        self.extension(UNKNOWN, true, der::null())
    }

    fn edit(mut self, edit: Edit) -> Self {
        self.extensions.edits.push(edit);
        self
    }
}

impl Extensions {
    /// The `[3] Extensions` element; empty if there is no extension.
    pub(super) fn der(&self, key_id: &[u8], issuer_key_id: Option<&[u8]>) -> Vec<u8> {
        let mut list = self.described();
        list.push(Extension::new(SUBJECT_KEY_ID, false, &der::octet_string(key_id)));
        if let Some(id) = issuer_key_id {
            let value = der::seq(&[der::implicit(0, id)]);
            list.push(Extension::new(AUTHORITY_KEY_ID, false, &value));
        }
        for edit in self.edits.iter().cloned() {
            edit.apply(&mut list);
        }
        if list.is_empty() {
            return Vec::new();
        }
        let list: Vec<_> = list.into_iter().map(|extension| extension.der).collect();
        der::explicit(3, &der::seq(&list))
    }

    fn described(&self) -> Vec<Extension> {
        let mut list = Vec::new();
        if self.ca.is_some() || self.path_len.is_some() {
            let ca = if self.ca == Some(true) { der::boolean(true) } else { Vec::new() };
            let path_len = self.path_len.map(|n| der::integer(&n.to_be_bytes()));
            let value = der::seq(&[ca, path_len.unwrap_or_default()]);
            list.push(Extension::new(BASIC_CONSTRAINTS, true, &value));
        }
        if let Some(bits) = &self.key_usage {
            list.push(Extension::new(KEY_USAGE, true, &der::named_bits(bits)));
        }
        if !self.eku.is_empty() {
            let purposes: Vec<_> = self.eku.iter().map(|purpose| der::oid(purpose)).collect();
            list.push(Extension::new(EXT_KEY_USAGE, false, &der::seq(&purposes)));
        }
        if let Some(value) = &self.san_value {
            list.push(Extension::new(SUBJECT_ALT_NAME, false, value));
        } else if !self.names.is_empty() {
            list.push(Extension::new(SUBJECT_ALT_NAME, false, &der::seq(&self.names)));
        }
        if !self.permitted.is_empty() || !self.excluded.is_empty() {
            let value = der::seq(&[subtrees(0, &self.permitted), subtrees(1, &self.excluded)]);
            list.push(Extension::new(NAME_CONSTRAINTS, true, &value));
        }
        list
    }
}

impl Edit {
    fn apply(self, list: &mut Vec<Extension>) {
        match self {
            Self::Add(new) => list.push(new),
            Self::Remove(oid) => list.retain(|old| old.oid != oid),
            Self::Replace(new) => {
                let at = list.iter().position(|old| old.oid == new.oid).unwrap_or(list.len());
                list.retain(|old| old.oid != new.oid);
                list.insert(at, new);
            }
        }
    }
}

impl Extension {
    fn new(oid: &str, critical: bool, value: &[u8]) -> Self {
        // FALSE is the default, and DER omits a default.
        let flag = if critical { der::boolean(true) } else { Vec::new() };
        let der = der::seq(&[der::oid(oid), flag, der::octet_string(value)]);
        Self { oid: oid.to_owned(), der }
    }
}

fn subtrees(number: u8, bases: &[Vec<u8>]) -> Vec<u8> {
    if bases.is_empty() {
        return Vec::new();
    }
    let trees: Vec<_> = bases.iter().map(|base| der::seq(&[base])).collect();
    der::implicit_constructed(number, &der::concat(&trees))
}

pub const SUBJECT_KEY_ID: &str = "2.5.29.14";
pub const KEY_USAGE: &str = "2.5.29.15";
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
pub const AUTHORITY_KEY_ID: &str = "2.5.29.35";
pub const POLICY_CONSTRAINTS: &str = "2.5.29.36";
pub const EXT_KEY_USAGE: &str = "2.5.29.37";
/// An extension that no parser knows: nothing is documented below the enterprise number 55555.
pub const UNKNOWN: &str = "1.3.6.1.4.1.55555.1.1";

pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
pub const ANY_PURPOSE: &str = "2.5.29.37.0";

pub const DIGITAL_SIGNATURE: usize = 0;
pub const KEY_ENCIPHERMENT: usize = 2;
pub const KEY_AGREEMENT: usize = 4;
pub const KEY_CERT_SIGN: usize = 5;
pub const CRL_SIGN: usize = 6;
