//! What an observer receives about one verification.

use crate::chain::Chain;
use crate::clock::Clock;
use crate::device_classifier::Caller;
use crate::name::ReferenceIdentity;
use crate::verdict::Verdict;

/// One verification during a handshake, for an observer: a log, a counter, the phone's status page.
///
/// It says nothing about the connection, because the TLS library does not say which one it is. To know which client a
/// connection has, call [`caller_of`](crate::rustls_0_23::caller_of) after the handshake.
///
/// ```
/// use trustslot::rustls_0_23::ServerTrust;
/// use trustslot::{Policy, TrustStore, Verifier};
///
/// let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
/// let trust = ServerTrust::new(verifier).with_observer(|judged| {
///     let peer = judged.chain().map(|chain| chain.end_entity().issued_to());
///     println!("{peer:?} at {}: {}", judged.clock(), judged.verdict());
/// });
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    pub(super) chain: Option<&'a Chain>,
    pub(super) reference: Option<&'a ReferenceIdentity>,
    pub(super) verdict: &'a Verdict,
    pub(super) caller: Option<&'a Caller>,
    pub(super) clock: Clock,
    pub(super) admitted: bool,
}

impl<'a> Judged<'a> {
    /// The certificates that the peer presented; `None` if they cannot be read, and then the verdict says why.
    pub const fn chain(&self) -> Option<&'a Chain> {
        self.chain
    }

    /// The name against which the certificate was checked; `None` if none was, and for clients.
    pub const fn reference(&self) -> Option<&'a ReferenceIdentity> {
        self.reference
    }

    /// The verdict.
    pub const fn verdict(&self) -> &'a Verdict {
        self.verdict
    }

    /// Which phone the client is; `None` unless clients are identified by a
    /// [`DeviceClassifier`](crate::DeviceClassifier), and if the chain cannot be read.
    pub const fn caller(&self) -> Option<&'a Caller> {
        self.caller
    }

    /// The clock with which the verdict was made.
    pub const fn clock(&self) -> Clock {
        self.clock
    }

    /// True if the handshake continues. A server that admits any proven client continues with rejected ones too.
    pub const fn is_admitted(&self) -> bool {
        self.admitted
    }
}
