//! One model of a fleet.

use crate::forecast::DeviceState;
use alloc::boxed::Box;

/// Phones that are alike: one model with one firmware and one configuration.
///
/// The built-in list, the limit of the custom part, its byte budget and the installed certificates are those of the
/// [store](crate::TrustStore) of its state.
///
/// ```
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// # {
/// use trustslot::{BuiltIn, DeviceState, Model, Policy, PolicySet, TrustStore};
///
/// let store = TrustStore::with_limit(BuiltIn::EMPTY, 51).with_byte_limit(100_000);
/// let state = DeviceState::new(store, PolicySet::new(Policy::STRICT));
/// let model = Model::new("T46U, firmware 108.86", 1_200, state);
/// assert_eq!(model.count, 1_200);
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Model {
    /// A name for people, which the report repeats.
    pub id: Box<str>,
    /// The number of phones.
    pub count: u64,
    /// What each of them brings to a verdict.
    pub state: DeviceState,
    /// True if they get new built-in lists, as with new firmware. If false, an expected
    /// [`PlannedChange::BuiltIn`](crate::PlannedChange::BuiltIn) does not reach them. [`new`](Self::new) sets true.
    pub updates: bool,
}

impl Model {
    /// This many phones in this state, which get new built-in lists.
    pub fn new(id: impl Into<Box<str>>, count: u64, state: DeviceState) -> Self {
        Self { id: id.into(), count, state, updates: true }
    }
}
