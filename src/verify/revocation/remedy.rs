//! The remedy for each fact about revocation.

use crate::block_list::BlockedBy;
use crate::certificate::Certificate;
use crate::crl::RevocationReason;
use crate::remedy::Remedy;
use crate::verdict::{Position, RevocationFact, UnknownStatus};

/// The smallest change that would help, for a fact about this certificate.
///
/// A new certificate helps only the peer itself. A CA that is revoked, blocked or phased out would have to be replaced for
/// all certificates below it, and only its owner knows by which.
pub(crate) fn remedy(
    fact: &RevocationFact,
    certificate: &Certificate,
    position: Position,
) -> Remedy {
    use RevocationFact as F;
    let replace = || Remedy::ReplaceIssuer { ca: certificate.clone() };
    match fact {
        F::LastIssue(_) => replace(),
        F::RevokedByCrl(revoked) if revoked.reason() == Some(RevocationReason::CertificateHold) => {
            Remedy::AskForRelease { issued: certificate.clone() }
        }
        F::Blocked(_) | F::RevokedByCrl(_) | F::RevokedByData(_)
            if position != Position::EndEntity =>
        {
            replace()
        }
        // A new certificate for the same key would be blocked again.
        F::Blocked(BlockedBy::Key) => Remedy::GenerateKey,
        F::Blocked(BlockedBy::KeyForm) => Remedy::UncompressKey,
        // Whoever has the key could use a new certificate for it.
        F::RevokedByCrl(revoked) if revoked.reason() == Some(RevocationReason::KeyCompromise) => {
            Remedy::GenerateKey
        }
        F::Blocked(_) | F::RevokedByCrl(_) | F::RevokedByData(_) => Remedy::Reissue,
        F::Unknown(unknown) => of_unknown(*unknown, certificate),
        F::NextDue(_) => Remedy::LoadCrl { issued: certificate.clone() },
        F::ValidFrom(begin) => Remedy::WaitForCrl(*begin),
    }
}

fn of_unknown(unknown: UnknownStatus, certificate: &Certificate) -> Remedy {
    use UnknownStatus as U;
    let issued = certificate.clone();
    match unknown {
        // No CA is known whose CRL could be loaded.
        U::NoPath => Remedy::UseTrustedCa,
        U::NothingLoaded
        | U::NotCovered
        | U::KeyForm
        | U::NoCrl
        | U::NotComplete
        | U::OutOfScope
        | U::BadSignature => Remedy::LoadCrl { issued },
        U::DataNotLoaded | U::DataExpired(_) => Remedy::UpdateRevocationData,
        // The next CRL of this CA would be the same.
        U::SpelledDifferently | U::NoCrlNumber | U::UnsupportedAlgorithm => {
            Remedy::AskForCrl { issued }
        }
        U::NoCrlSign => Remedy::AskForCrlSigning { issued },
        U::IssuedAfterExpiry(end) => Remedy::Renew(end),
    }
}
