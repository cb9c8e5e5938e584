//! What a phone presents: the slot's identities, loaded into rustls.

use super::resolve_error::ResolveError;
use crate::certificate::Certificate;
use crate::device_certificate::DeviceCertificate;
use crate::identity::{Identity, KeyHandle, KeyStorage};
use crate::server_cert_slot::{Presented, ServerCertSlot, SlotKind};
use alloc::boxed::Box;
use alloc::string::ToString as _;
use alloc::sync::Arc;
use core::error::Error as StdError;
use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::crypto::CryptoProvider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, SigningKey};
use std::sync::{PoisonError, RwLock};

/// Presents the identities of a [`ServerCertSlot`], as TLS server and as TLS client. Pass clones of one `Arc` to the
/// configurations of both sides.
///
/// It holds a copy of what the slot selected at the last [`update`](Self::update), so call that after every change of the slot
/// or of the setting. Handshakes that begin later present the new identity; open connections stay.
///
/// The server name that a client asks for and the CA names that a server sends are ignored: the slot decides. If the peer
/// supports no signature scheme of the key, a server refuses the handshake, and a client presents no certificate.
///
/// ```
/// use std::sync::Arc;
/// use trustslot::rustls_0_23::{ResolveError, SlotResolver};
/// use trustslot::{DeviceCertificate, ServerCertSlot, SlotKind};
///
/// fn present(
///     slot: &ServerCertSlot,
///     provider: Arc<rustls::crypto::CryptoProvider>,
/// ) -> Result<Arc<SlotResolver>, ResolveError> {
///     let resolver = SlotResolver::new(provider);
///     let resolved = resolver.update(slot, DeviceCertificate::Default)?;
///     if resolved.server == Some(SlotKind::Generic) {
///         println!("this phone has no certificate of its own");
///     }
///     Ok(Arc::new(resolver))
/// }
/// ```
#[derive(Debug)]
pub struct SlotResolver {
    provider: Arc<CryptoProvider>,
    loaded: RwLock<Loaded>,
}

#[derive(Clone, Debug, Default)]
struct Loaded {
    server: Option<Arc<CertifiedKey>>,
    client: Option<Arc<CertifiedKey>>,
}

/// The entries of the slot that are presented since an [`update`](SlotResolver::update); `None` if there is nothing to present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resolved {
    /// As TLS server.
    pub server: Option<SlotKind>,
    /// As TLS client.
    pub client: Option<SlotKind>,
}

/// An error of the caller's function for secure elements.
type ElementError = Box<dyn StdError + Send + Sync>;

impl SlotResolver {
    /// A resolver that presents nothing yet. `provider` must be the one of the configurations that use it.
    pub fn new(provider: Arc<CryptoProvider>) -> Self {
        Self { provider, loaded: RwLock::new(Loaded::default()) }
    }

    /// Presents what the slot selects now: [`ServerCertSlot::present`] as server and [`ServerCertSlot::present_as_client`] as
    /// client.
    ///
    /// The private keys are copied into rustls, whose backends wipe the copy when they have read it. The numbers that a backend
    /// computes with stay in its own memory, and ring does not wipe them when a key is dropped. Certificates are not checked
    /// again; a version 1 certificate is presented too.
    ///
    /// # Errors
    ///
    /// [`ResolveError`]: an identity cannot be loaded. Both sides then present what they did before.
    pub fn update(
        &self,
        slot: &ServerCertSlot,
        selected: DeviceCertificate,
    ) -> Result<Resolved, ResolveError> {
        self.load(slot, selected, None)
    }

    /// The same as [`update`](Self::update), for slots with keys in a secure element. `signer` makes the key with which rustls
    /// signs, once for each side that presents an identity with a handle.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use rustls::sign::SigningKey;
    /// use trustslot::rustls_0_23::{ResolveError, Resolved, SlotResolver};
    /// use trustslot::{DeviceCertificate, ServerCertSlot};
    ///
    /// # fn open(_: &[u8]) -> Result<Arc<dyn SigningKey>, std::io::Error> { Err(std::io::ErrorKind::NotFound.into()) }
    /// fn present(resolver: &SlotResolver, slot: &ServerCertSlot) -> Result<Resolved, ResolveError> {
    ///     resolver.update_with(slot, DeviceCertificate::Default, |handle| {
    ///         Ok(open(handle.as_bytes())?) // the driver of the secure element
    ///     })
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`update`](Self::update), and [`ResolveError::Element`] if `signer` fails.
    pub fn update_with(
        &self,
        slot: &ServerCertSlot,
        selected: DeviceCertificate,
        mut signer: impl FnMut(&KeyHandle) -> Result<Arc<dyn SigningKey>, ElementError>,
    ) -> Result<Resolved, ResolveError> {
        self.load(slot, selected, Some(&mut signer))
    }

    fn load(
        &self,
        slot: &ServerCertSlot,
        selected: DeviceCertificate,
        mut signer: Option<&mut Signer<'_>>,
    ) -> Result<Resolved, ResolveError> {
        let mut load = |presented: Option<Presented<'_>>| {
            let Some(presented) = presented else { return Ok((None, None)) };
            // The explicit closure shortens the life of the borrowed signer.
            let key = load_key(presented.identity(), &self.provider, signer.as_deref_mut())?;
            Ok((Some(Arc::new(key)), Some(presented.kind())))
        };
        let (server, server_kind) = load(slot.present(selected))?;
        let (client, client_kind) = load(slot.present_as_client(selected))?;
        // No code runs while the lock is held, so it is never poisoned.
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Loaded { server, client };
        Ok(Resolved { server: server_kind, client: client_kind })
    }

    fn loaded(&self) -> Loaded {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

type Signer<'a> = dyn FnMut(&KeyHandle) -> Result<Arc<dyn SigningKey>, ElementError> + 'a;

/// Loads an identity into rustls: its certificate, the certificates of its issuers, and its key.
///
/// ```
/// use trustslot::Identity;
/// use trustslot::rustls_0_23::{ResolveError, certified_key};
///
/// fn load(
///     identity: &Identity,
///     provider: &rustls::crypto::CryptoProvider,
/// ) -> Result<rustls::sign::CertifiedKey, ResolveError> {
///     certified_key(identity, provider)
/// }
/// ```
///
/// # Errors
///
/// [`ResolveError::UnsupportedKey`] if the backend of `provider` cannot sign with the key, and [`ResolveError::InElement`] if
/// the key is in a secure element.
pub fn certified_key(
    identity: &Identity,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, ResolveError> {
    load_key(identity, provider, None)
}

fn load_key(
    identity: &Identity,
    provider: &CryptoProvider,
    signer: Option<&mut Signer<'_>>,
) -> Result<CertifiedKey, ResolveError> {
    let certificate = || identity.certificate().quoted_subject().to_string().into_boxed_str();
    let key = match (identity.key(), signer) {
        (KeyStorage::Bytes(key), _) => {
            let loaded = provider.key_provider.load_private_key(key.export_private_key_der());
            loaded.map_err(|_| ResolveError::UnsupportedKey {
                certificate: certificate(),
                key: key.algorithm(),
                backend: alloc::format!("{:?}", provider.key_provider).into_boxed_str(),
            })?
        }
        (KeyStorage::Handle(handle), Some(signer)) => signer(handle).map_err(|error| {
            ResolveError::Element { certificate: certificate(), cause: error.to_string() }
        })?,
        (KeyStorage::Handle(_), None) => {
            return Err(ResolveError::InElement { certificate: certificate() });
        }
    };
    let chain = identity.chain().map(Certificate::to_certificate_der).collect();
    // Not `from_der`: it parses the certificate with webpki, which rejects versions 1 and 2.
    Ok(CertifiedKey::new(chain, key))
}

impl ResolvesServerCert for SlotResolver {
    fn resolve(&self, _client_hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.loaded().server
    }
}

impl ResolvesClientCert for SlotResolver {
    fn resolve(
        &self,
        _root_hint_subjects: &[&[u8]],
        sigschemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.loaded().client.filter(|key| key.key.choose_scheme(sigschemes).is_some())
    }

    fn has_certs(&self) -> bool {
        self.loaded().client.is_some()
    }
}
