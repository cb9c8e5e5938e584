//! Which client a connection has.

use crate::chain::ChainError;
use crate::clock::Clock;
use crate::device_classifier::{Caller, DeviceClassifier};
use crate::verdict::Verdict;
use crate::verifier::Verifier;
use rustls::ServerConnection;

/// Which phone a connection has, judged now: call it after the handshake of **every** connection, full or resumed.
///
/// A resumed session has the certificates of the handshake that began it, and no verifier was asked about them since. This call
/// verifies them again, with this classifier and this clock, so a phone that was blocked, revoked or has expired since then is
/// foreign. For a connection that stays open, call it again after a change of trust, or at
/// [`VerifiedPath::valid_until`](crate::VerifiedPath::valid_until).
///
/// `None` if the client presented no certificate, and while the handshake is not complete: until then nothing is proved.
///
/// ```
/// use rustls::ServerConnection;
/// use trustslot::rustls_0_23::caller_of;
/// use trustslot::{Clock, Device, DeviceClassifier};
///
/// fn device(connection: &ServerConnection, phones: &DeviceClassifier, clock: Clock) -> Device {
///     match caller_of(connection, phones, clock) {
///         Some(Ok(caller)) => caller.device(),
///         Some(Err(_)) | None => Device::Foreign,
///     }
/// }
/// ```
///
/// # Errors
///
/// The inner [`ChainError`] if the certificates cannot be read. rustls has read them before, so this happens only if a
/// session was stored by a configuration with another verifier.
pub fn caller_of(
    connection: &ServerConnection,
    phones: &DeviceClassifier,
    clock: Clock,
) -> Option<Result<Caller, ChainError>> {
    let presented = presented(connection)?;
    Some(phones.classify_presented(presented, clock))
}

/// The verdict about the client of a connection, judged now: what [`caller_of`] does, for servers with a [`Verifier`].
///
/// `None` if the client presented no certificate, and while the handshake is not complete.
///
/// ```
/// use rustls::ServerConnection;
/// use trustslot::rustls_0_23::client_verdict;
/// use trustslot::{Clock, Verifier};
///
/// fn may_continue(connection: &ServerConnection, verifier: &Verifier, clock: Clock) -> bool {
///     client_verdict(connection, verifier, clock).is_some_and(|verdict| verdict.is_trusted())
/// }
/// ```
pub fn client_verdict(
    connection: &ServerConnection,
    verifier: &Verifier,
    clock: Clock,
) -> Option<Verdict> {
    Some(verifier.verify_client_der(presented(connection)?, clock))
}

fn presented(connection: &ServerConnection) -> Option<&[pki_types::CertificateDer<'static>]> {
    if connection.is_handshaking() { None } else { connection.peer_certificates() }
}
