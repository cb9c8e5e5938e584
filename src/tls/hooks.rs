//! The settings that both sides have: the clock, the observer and the form of errors.

use super::judged::Judged;
use super::refusal::{ErrorForm, Refusal};
use crate::clock::Clock;
use crate::name::ReferenceIdentity;
use alloc::sync::Arc;
use core::fmt;
use pki_types::UnixTime;

type ClockOf = dyn Fn(UnixTime) -> Clock + Send + Sync;
type Observer = dyn Fn(&Judged<'_>) + Send + Sync;

/// A refusal, and the clock and the name that decided.
pub(crate) struct Refused {
    pub(crate) refusal: Refusal,
    pub(crate) clock: Clock,
    pub(crate) reference: Option<ReferenceIdentity>,
}

#[derive(Clone, Default)]
pub(super) struct Hooks {
    clock: Option<Arc<ClockOf>>,
    observer: Option<Arc<Observer>>,
    pub(super) errors: ErrorForm,
}

impl Hooks {
    pub(super) fn with_clock(self, clock: Arc<ClockOf>) -> Self {
        Self { clock: Some(clock), ..self }
    }

    pub(super) fn with_observer(self, observer: Arc<Observer>) -> Self {
        Self { observer: Some(observer), ..self }
    }

    /// The clock for a verification at this time of the TLS library.
    pub(super) fn clock(&self, now: UnixTime) -> Clock {
        self.clock.as_ref().map_or(Clock::Set(now), |clock| clock(now))
    }

    pub(super) fn tell(&self, judged: &Judged<'_>) {
        if let Some(observer) = &self.observer {
            observer(judged);
        }
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("has_clock", &self.clock.is_some())
            .field("has_observer", &self.observer.is_some())
            .field("errors", &self.errors)
            .finish()
    }
}
