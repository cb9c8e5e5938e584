//! What the server trusts: read from files, checked as a whole, and then never changed.

use crate::config::Config;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use trustslot::rustls_0_23::{Admission, ClientTrust, ServerConfigExt as _, SlotResolver};
use trustslot::{
    BlockList, BuiltIn, Bundle, Crl, CrlRules, DeviceCertificate, DeviceClassifier, Identity,
    Policy, ServerCertSlot, SignatureCache, TrustStore, Verifier,
};

/// Certificates that a server's part of the store may have: an operator with many sites has a CA for each.
const MAX_CAS: usize = 100;

/// A server has more memory than a phone, and the CRL of a million phones has 24 MB.
const CRL_RULES: CrlRules = CrlRules::DEFAULT.with_max_bytes(64 << 20);

/// Signatures that are remembered: one for each phone of a large site, and those of CAs.
const CACHED_SIGNATURES: usize = 20_000;

/// What they may take, in bytes: about 1,500 for each.
const CACHE_BYTES: usize = 32 << 20;

/// One generation of trust. A connection uses the TLS configuration of the generation in which it began, and each request is
/// judged by the newest one.
pub struct Trust {
    pub phones: DeviceClassifier,
    /// It has a storage of sessions of its own and no ticketer, so no session outlives its generation.
    pub tls: Arc<rustls::ServerConfig>,
    pub generation: u64,
}

impl Trust {
    /// Reads all files.
    ///
    /// # Errors
    ///
    /// One file cannot be used: the error names it. The generation before it stays in use.
    pub fn load(config: &Config, generation: u64) -> Result<Self, Box<dyn Error>> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let cache = SignatureCache::with_limits(CACHED_SIGNATURES, CACHE_BYTES);
        let vendor = verifier(&config.vendor, &config.crls, &cache)?;
        let mut phones = DeviceClassifier::new(vendor);
        if !config.operator.is_empty() {
            phones = phones.with_operator(verifier(&config.operator, &config.crls, &cache)?);
        }
        let mut blocked = BlockList::new();
        for path in &config.blocked {
            for certificate in &bundle(path)? {
                blocked.block_certificate(certificate);
            }
        }
        phones = phones.with_block_list(blocked);

        let identity = Identity::parse(&name(&config.identity), &read(&config.identity)?)
            .map_err(|error| of_file(&config.identity, &error))?;
        let mut slot = ServerCertSlot::new();
        slot.upload(identity);
        let resolver = SlotResolver::new(provider.clone());
        resolver.update(&slot, DeviceCertificate::Custom)?;

        // Every client that proves its key gets an HTTP answer, which can say why it is refused.
        let clients =
            ClientTrust::new(phones.clone()).with_admission(Admission::AnyProven).optional();
        let mut tls = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_trustslot_clients(clients)
            .with_cert_resolver(Arc::new(resolver));
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { phones, tls: Arc::new(tls), generation })
    }
}

fn verifier(
    cas: &[std::path::PathBuf],
    crls: &[std::path::PathBuf],
    cache: &SignatureCache,
) -> Result<Verifier, Box<dyn Error>> {
    let mut store = TrustStore::with_limit(BuiltIn::EMPTY, MAX_CAS);
    for path in cas {
        store.add(&bundle(path)?).map_err(|error| of_file(path, &error))?;
    }
    let mut lists = Vec::new();
    for path in crls {
        // A missing CRL revokes nothing, so one that cannot be read is an error.
        let read = Crl::parse_all_with(CRL_RULES, &read(path)?);
        lists.extend(read.map_err(|error| of_file(path, &error))?);
    }
    // A CRL of the operator says nothing about the phones of the vendor.
    let policy =
        Policy::STRICT.with_revocation_coverage(trustslot::RevocationCoverage::ListedIssuers);
    Ok(Verifier::new(store, policy).with_crls(lists).with_signature_cache(cache))
}

fn bundle(path: &Path) -> Result<Bundle, Box<dyn Error>> {
    Bundle::parse(&name(path), &read(path)?).map_err(|error| of_file(path, &error).into())
}

fn read(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    std::fs::read(path).map_err(|error| of_file(path, &error).into())
}

fn of_file(path: &Path, error: &dyn std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
