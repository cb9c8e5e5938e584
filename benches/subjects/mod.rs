//! The operations that are measured, by this library and by webpki alone. They are those of a C program in `peer.h`.

use crate::common::{self, CLOCK, HOST, library, support};
use core::hint::black_box;
use core::time::Duration;
use pki_types::pem::PemObject as _;
use pki_types::{
    CertificateDer, ServerName, SignatureVerificationAlgorithm, TrustAnchor, UnixTime,
};
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Crl, CrlRules, Policy, Reason, TrustStore, Verifier,
};
use webpki::{
    CertRevocationList, EndEntityCert, KeyUsage, OwnedCertRevocationList, RevocationCheckDepth,
    RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
};

/// A library.
pub(crate) trait Subject: Sized {
    /// Reads one certificate.
    fn facts(der: &[u8]) -> bool;
    /// The number of usable anchors in a PEM file.
    fn anchors_of_pem(pem: &[u8]) -> usize;
    /// A verifier that trusts these roots.
    fn new(roots: &'static [CertificateDer<'static>]) -> Self;
    /// A verifier that trusts this very server certificate.
    fn pinning(der: &'static [CertificateDer<'static>]) -> Self;
    /// Reads a CRL; otherwise the reason why not.
    fn reads_crl(der: &[u8]) -> Result<(), String>;
    /// The verifier, which also requires that no certificate is revoked. The CRLs are read.
    fn with_crls(self, crls: &[Vec<u8>]) -> Self;
    /// Whether this chain is trusted for [`HOST`]. A refusal includes the reason, as far as the library gives one.
    fn trusts(&self, presented: &[&[u8]]) -> bool;
}

/// A provisioning server's: the CRL of a million entries has 24 MB.
const CRL_RULES: CrlRules = CrlRules::DEFAULT.with_max_bytes(32 << 20);

pub(crate) struct Ours(Verifier);

impl Subject for Ours {
    fn facts(der: &[u8]) -> bool {
        Certificate::from_der(der).is_ok()
    }

    fn anchors_of_pem(pem: &[u8]) -> usize {
        Bundle::parse("ca.pem", pem).map_or(0, |bundle| black_box(bundle).len())
    }

    fn new(roots: &'static [CertificateDer<'static>]) -> Self {
        let built_in = BuiltIn::new(roots);
        Self(Verifier::new(TrustStore::new(built_in), Policy::STRICT))
    }

    fn pinning(der: &'static [CertificateDer<'static>]) -> Self {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&common::bundle(&der[0])).unwrap();
        Self(Verifier::new(store, Policy::STRICT))
    }

    fn reads_crl(der: &[u8]) -> Result<(), String> {
        let crl = Crl::parse_with(CRL_RULES, der);
        crl.map(|crl| assert!(!black_box(crl).is_empty())).map_err(|error| error.to_string())
    }

    fn with_crls(self, crls: &[Vec<u8>]) -> Self {
        Self(self.0.with_crls(crls.iter().map(|der| Crl::parse_with(CRL_RULES, der).unwrap())))
    }

    /// A refusal includes every finding, its remedy and its text.
    fn trusts(&self, presented: &[&[u8]]) -> bool {
        let reference = HOST.parse().unwrap();
        let chain = Chain::from_der(presented).unwrap();
        let verdict = self.0.verify_server(&chain, &reference, CLOCK);
        if let Some(findings) = verdict.findings() {
            let expected = [
                Reason::BadSignature,
                Reason::Expired,
                Reason::IssuerNotFound,
                Reason::NameMismatch,
                Reason::PathTooLong,
                Reason::RootNotTrusted,
                Reason::TooMuchWork,
            ];
            let text = black_box(verdict.to_string());
            assert!(findings.iter().all(|finding| expected.contains(&finding.reason())), "{text}");
        }
        verdict.is_trusted()
    }
}

pub(crate) struct Webpki {
    anchors: Vec<TrustAnchor<'static>>,
    crls: Vec<CertRevocationList<'static>>,
}

impl Subject for Webpki {
    fn facts(der: &[u8]) -> bool {
        EndEntityCert::try_from(&CertificateDer::from(der))
            .is_ok_and(|certificate| !black_box(certificate.issuer()).is_empty())
    }

    fn anchors_of_pem(pem: &[u8]) -> usize {
        let anchors: Vec<_> = CertificateDer::pem_slice_iter(pem)
            .map(|der| anchor_from_trusted_cert(&der.unwrap()).unwrap().to_owned())
            .collect();
        black_box(anchors).len()
    }

    fn new(roots: &'static [CertificateDer<'static>]) -> Self {
        let anchors = roots.iter().map(|root| anchor_from_trusted_cert(root).unwrap());
        Self { anchors: anchors.collect(), crls: Vec::new() }
    }

    fn pinning(der: &'static [CertificateDer<'static>]) -> Self {
        Self::new(der)
    }

    fn reads_crl(der: &[u8]) -> Result<(), String> {
        OwnedCertRevocationList::from_der(der).map(|_| ()).map_err(|error| error.to_string())
    }

    fn with_crls(self, crls: &[Vec<u8>]) -> Self {
        let crls = crls.iter().map(|der| OwnedCertRevocationList::from_der(der).unwrap().into());
        Self { crls: crls.collect(), ..self }
    }

    fn trusts(&self, presented: &[&[u8]]) -> bool {
        let reference = ServerName::try_from(HOST).unwrap();
        let time = UnixTime::since_unix_epoch(Duration::from_secs(support::NOW));
        let presented: Vec<_> = presented.iter().map(|der| CertificateDer::from(*der)).collect();
        let (first, others) = presented.split_first().unwrap();
        let crls: Vec<&CertRevocationList<'_>> = self.crls.iter().collect();
        // With no CRL there are no options.
        let revocation = RevocationOptionsBuilder::new(&crls).ok().map(|options| {
            let options = options.with_depth(RevocationCheckDepth::Chain);
            options.with_status_policy(UnknownStatusPolicy::Deny).build()
        });
        let end_entity = EndEntityCert::try_from(first).unwrap();
        let usage = KeyUsage::server_auth();
        end_entity
            .verify_for_usage(ALGORITHMS, &self.anchors, others, time, usage, revocation, None)
            .is_ok_and(|_| end_entity.verify_is_valid_for_subject_name(&reference).is_ok())
    }
}

/// The algorithms for [`KEYS`](crate::inputs::KEYS).
static ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    library::ECDSA_P256_SHA256,
    library::ECDSA_P384_SHA384,
    library::RSA_PKCS1_2048_8192_SHA256,
    #[cfg(feature = "aws-lc-rs")]
    library::ML_DSA_44,
    #[cfg(feature = "aws-lc-rs")]
    library::ML_DSA_65,
];
