//! webpki alone accepts every trusted path.

use crate::case::Case;
use crate::plan::Usage;
use pki_types::{CertificateDer, TrustAnchor, UnixTime};
use trustslot::{Certificate, Clock, NameRules, TrustRole, VerifiedPath};
use trustslot_fuzz::{chains, toy};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeId, KeyPurposeIdIter};

/// Requires that webpki accepts exactly this path.
pub fn check(path: &VerifiedPath, case: &Case) {
    let Clock::Set(now) = case.clock else {
        unreachable!("a verdict needs a clock to be `Trusted`");
    };
    if path.role() == TrustRole::Pin {
        assert!(case.store.custom().contains(path.end_entity()));
        return;
    }
    assert!(
        case.store.custom().contains(path.anchor())
            || case.store.built_in().any(|root| root == *path.anchor())
    );
    assert_eq!(webpki_alone(path, now, case), Ok(()), "{path}");
    // Each certificate has the signature of the next one's key.
    let mut child = path.end_entity();
    for issuer in path.intermediates().iter().chain([path.anchor()]) {
        let signed = chains::sign_again(child.as_der(), &[issuer.as_der()]);
        assert_eq!(signed, child.as_der(), "{path}");
        child = issuer;
    }
    assert!(now <= path.valid_until());
}

fn webpki_alone(path: &VerifiedPath, now: UnixTime, case: &Case) -> Result<(), Error> {
    let der = |certificate: &Certificate| CertificateDer::from(certificate.as_der().to_vec());
    let end_entity = der(path.end_entity());
    let end_entity = EndEntityCert::try_from(&end_entity)?;
    let intermediates: Vec<_> = path.intermediates().iter().map(der).collect();
    let anchor = der(path.anchor());
    let anchor: TrustAnchor<'_> = webpki::anchor_from_trusted_cert(&anchor)?;
    let mut purposes = vec![KeyPurposeId::new(match case.usage {
        Usage::Server | Usage::AnyServer => b"\x2b\x06\x01\x05\x05\x07\x03\x01",
        Usage::Client => b"\x2b\x06\x01\x05\x05\x07\x03\x02",
    })];
    if case.policy.name_rules() == NameRules::Rfc5922 {
        // The purpose of a SIP domain counts instead (RFC 5924 §4).
        purposes.push(KeyPurposeId::new(b"\x2b\x06\x01\x05\x05\x07\x03\x14"));
    }
    let anchors = [anchor];
    let usage = OneOf(&purposes);
    let found = end_entity.verify_for_usage(
        toy::ALGORITHMS,
        &anchors,
        &intermediates,
        now,
        usage,
        None,
        None,
    );
    found.map(drop)
}

/// Like webpki's `required_if_present`, for one of several purposes.
struct OneOf<'a>(&'a [KeyPurposeId<'a>]);

impl ExtendedKeyUsageValidator for OneOf<'_> {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        let mut is_absent = true;
        for purpose in purposes {
            is_absent = false;
            if self.0.contains(&purpose?) {
                return Ok(());
            }
        }
        if is_absent { Ok(()) } else { Err(Error::UnknownIssuer) }
    }
}
