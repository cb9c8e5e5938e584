//! Policies as structures.

use super::border::{given, put};
use super::{CPolicy, InOut, Out, exported};
use crate::Policy;

exported! {
    /// The factory defaults of the phones.
    fn trustslot_policy_factory(policy_out: Out<'_, CPolicy>) {
        put(policy_out, CPolicy::of(Policy::FACTORY));
        Ok(())
    }

    /// Waives every check but the name.
    fn trustslot_policy_accept_untrusted(policy: InOut<'_, CPolicy>) {
        let policy = given(policy)?;
        *policy = CPolicy::of(policy.read()?.accept_untrusted());
        Ok(())
    }
}
