//! Certificates that a verifier has parsed already. A peer that presents one of them does not cost its parsing again.

use super::Verifier;
use crate::certificate::Certificate;
use crate::chain::{Chain, ChainError};

/// The most certificates of the store and the intermediates that are compared with a presented one. Each costs about 10
/// instructions, and parsing a certificate 3,000, so a longer search would save little. The phones have 10 uploaded
/// certificates.
const MAX_COMPARED: usize = 64;

impl Verifier {
    /// Parses what a peer presented, as [`Chain::from_der`] does, but parses no certificate that this verifier has already.
    ///
    /// These are uploaded certificates, intermediates that were [passed](Self::with_intermediates), and certificates whose
    /// signatures are in its [`SignatureCache`](crate::SignatureCache). They are found by all of their bytes, so the chain is
    /// the same as with `from_der`. Its certificates share the memory of those that were found. At most 64 uploaded
    /// certificates and intermediates are searched, which costs less than parsing one.
    /// [`verify_server_der`](Self::verify_server_der) and [`verify_client_der`](Self::verify_client_der) do this too.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, Chain, Policy, TrustStore, Verifier};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let phone = include_bytes!("../../examples/data/phone.der");
    ///
    /// let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// store.add(&Bundle::parse("phone.der", phone)?)?;
    /// let verifier = Verifier::with_algorithms(store, Policy::STRICT, &[]);
    ///
    /// let chain = verifier.chain_from_der(&[phone])?;
    /// assert_eq!(chain, Chain::from_der(&[phone])?);
    ///
    /// let uploaded = &verifier.store().custom()[0];
    /// assert!(core::ptr::eq(chain.end_entity().as_der(), uploaded.as_der()), "its bytes are shared");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Chain::from_der`].
    pub fn chain_from_der<T: AsRef<[u8]>>(&self, presented: &[T]) -> Result<Chain, ChainError> {
        let (end_entity, others) = presented.split_first().ok_or(ChainError::Empty)?;
        self.read_chain(end_entity.as_ref(), others)
    }

    /// The same for an end-entity certificate apart from the others.
    pub(crate) fn read_chain<T: AsRef<[u8]>>(
        &self,
        end_entity: &[u8],
        others: &[T],
    ) -> Result<Chain, ChainError> {
        Chain::read(end_entity, others, &|der, into| self.is_parsed(der, into))
    }

    /// Whether a certificate with exactly these bytes was parsed before. It is cloned into `into`.
    fn is_parsed(&self, der: &[u8], into: &mut Certificate) -> bool {
        let own = self.store.custom().iter().chain(self.intermediates.iter());
        if let Some(found) = own.take(MAX_COMPARED).find(|certificate| certificate.has_der(der)) {
            into.clone_from(found);
            return true;
        }
        self.cache.as_ref().is_some_and(|cache| cache.has_certificate(der, into))
    }
}
