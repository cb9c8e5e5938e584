//! Asks the caller's revocation data, at most once for each certificate and issuer in one verdict.

use crate::certificate::Certificate;
use crate::revocation_data::{RevocationAnswer, RevocationData, RevocationQuestion};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;

/// The sources of the caller, and their answers so far. The same certificate and issuer may be on several paths.
pub(crate) struct Asked<'a> {
    sources: &'a [Arc<dyn RevocationData>],
    /// Only pairs with a valid signature get here, so there are at most as many as signature checks.
    answers: RefCell<Vec<(Pair, RevocationAnswer)>>,
}

/// The address of the certificate, which lives as long as a verdict takes, and the digest of the issuer's key. The issuer
/// may have several certificates for one key; its name is in the certificate.
type Pair = (usize, [u8; 32]);

impl<'a> Asked<'a> {
    pub(crate) const fn new(sources: &'a [Arc<dyn RevocationData>]) -> Self {
        Self { sources, answers: RefCell::new(Vec::new()) }
    }

    /// True if there is nobody to ask.
    pub(super) const fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// What all sources together say about a certificate that this issuer has signed.
    pub(super) fn about(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> RevocationAnswer {
        if self.is_empty() {
            return RevocationAnswer::NoData;
        }
        let question = RevocationQuestion::new(certificate, issuer);
        let pair = (certificate.as_der().as_ptr().addr(), question.issuer_key_sha256());
        let is_pair = |(other, _): &&(Pair, RevocationAnswer)| *other == pair;
        if let Ok(answers) = self.answers.try_borrow()
            && let Some((_, answer)) = answers.iter().find(is_pair)
        {
            return *answer;
        }
        let answers = self.sources.iter().map(|source| source.status(&question));
        let answer = answers.fold(RevocationAnswer::NoData, RevocationAnswer::with);
        if let Ok(mut answers) = self.answers.try_borrow_mut() {
            answers.push((pair, answer));
        }
        answer
    }
}
