//! Verifiers.

use super::border::{ErrorOut, bundle, bytes, give, given, room};
use super::revocation::Hook;
use super::signatures::algorithms_of;
use super::{
    CCheckSignature, CPolicy, CRevocationHook, Cache, Error, Handle, In, InOut, Out, Status,
    exported,
};
use crate::{BlockList, Certificate, Crl, CrlRules, Policy, TrustStore, Verifier};
use alloc::sync::Arc;
use core::ffi::{c_char, c_void};

/// The policy of the caller; NULL is the strict one.
fn policy_of(policy: In<'_, CPolicy>) -> Result<Policy, Status> {
    policy.map_or(Ok(Policy::STRICT), CPolicy::read)
}

/// Checks the memory for a verifier with a copy of this store: see [`room`].
fn room_for_verifier(store: &TrustStore) -> Result<(), Status> {
    room(store.custom().len().saturating_mul(size_of::<Certificate>()).saturating_add(VERIFIER))
}

/// The lists of a verifier, beside the certificates of its store, need 1.2 KB, and 1.5 KB more with a function that checks
/// signatures: `tests/c/starve.c`.
const VERIFIER: usize = 4 * 1024;

/// Adds the CRLs of a file.
///
/// # Safety
///
/// `data` points to `length` bytes, or is null.
unsafe fn add_crls(
    rules: CrlRules,
    verifier: InOut<'_, Verifier>,
    data: *const u8,
    length: usize,
    error_out: Out<'_, Handle<Error>>,
) -> Result<(), Status> {
    let mut error = ErrorOut::new(error_out);
    let verifier = given(verifier)?;
    // SAFETY: as above.
    let file = unsafe { bytes(data, length) }?;
    let crls = Crl::parse_all_with(rules, file).map_err(|refused| error.refuse(refused))?;
    *verifier = verifier.clone().with_crls(crls);
    Ok(())
}

exported! {
    /// A verifier with the built-in algorithms.
    fn trustslot_verifier_new(
        store: In<'_, TrustStore>,
        policy: In<'_, CPolicy>,
        verifier_out: Out<'_, Handle<Verifier>>,
    ) {
        let (store, policy, out) = (given(store)?, policy_of(policy)?, given(verifier_out)?);
        room_for_verifier(store)?;
        #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
        return give(out, Verifier::new(store.clone(), policy));
        #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
        {
            let _ = (store, policy, out);
            Err(Status::NOT_BUILT)
        }
    }

    /// A verifier with those built-in algorithms alone that nearly all certificates use.
    fn trustslot_verifier_new_common(
        store: In<'_, TrustStore>,
        policy: In<'_, CPolicy>,
        verifier_out: Out<'_, Handle<Verifier>>,
    ) {
        let (store, policy, out) = (given(store)?, policy_of(policy)?, given(verifier_out)?);
        room_for_verifier(store)?;
        #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
        {
            let algorithms = crate::Algorithms::common();
            return give(out, Verifier::with_algorithms(store.clone(), policy, algorithms));
        }
        #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
        {
            let _ = (store, policy, out);
            Err(Status::NOT_BUILT)
        }
    }

    /// A verifier with a function of the caller that checks signatures.
    fn trustslot_verifier_new_with(
        store: In<'_, TrustStore>,
        policy: In<'_, CPolicy>,
        check: CCheckSignature,
        verifier_out: Out<'_, Handle<Verifier>>,
    ) {
        let (store, policy, out) = (given(store)?, policy_of(policy)?, given(verifier_out)?);
        room_for_verifier(store)?;
        let algorithms = algorithms_of(given(check)?);
        give(out, Verifier::with_algorithms(store.clone(), policy, algorithms))
    }

    /// A copy that shares everything.
    fn trustslot_verifier_clone(verifier: In<'_, Verifier>, verifier_out: Out<'_, Handle<Verifier>>) {
        let (verifier, out) = (given(verifier)?, given(verifier_out)?);
        give(out, verifier.clone())
    }

    /// Frees a verifier.
    fn trustslot_verifier_free(verifier: Handle<Verifier>) -> () {
        drop(verifier);
    }

    /// Adds the CRLs of a file.
    fn trustslot_verifier_add_crls(
        verifier: InOut<'_, Verifier>,
        data: *const u8,
        length: usize,
        error_out: Out<'_, Handle<Error>>,
    ) {
        // SAFETY: the caller lends the file.
        unsafe { add_crls(CrlRules::DEFAULT, verifier, data, length, error_out) }
    }

    /// Adds the CRLs of a file, with another size limit.
    fn trustslot_verifier_add_crls_up_to(
        verifier: InOut<'_, Verifier>,
        max_bytes: usize,
        data: *const u8,
        length: usize,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let rules = CrlRules::DEFAULT.with_max_bytes(max_bytes);
        // SAFETY: the caller lends the file.
        unsafe { add_crls(rules, verifier, data, length, error_out) }
    }

    /// Adds intermediates.
    fn trustslot_verifier_add_intermediates(
        verifier: InOut<'_, Verifier>,
        name: *const c_char,
        data: *const u8,
        length: usize,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let verifier = given(verifier)?;
        // SAFETY: the caller lends the name and the file.
        let bundle = unsafe { bundle(name, data, length, &mut error) }?;
        *verifier = verifier.clone().with_intermediates(bundle);
        Ok(())
    }

    /// Adds a block list.
    fn trustslot_verifier_add_block_list(verifier: InOut<'_, Verifier>, list: In<'_, BlockList>) {
        let (verifier, list) = (given(verifier)?, given(list)?);
        *verifier = verifier.clone().with_block_list(list.clone());
        Ok(())
    }

    /// Uses a cache of signatures.
    fn trustslot_verifier_use_cache(verifier: InOut<'_, Verifier>, cache: In<'_, Cache>) {
        let (verifier, cache) = (given(verifier)?, given(cache)?);
        #[cfg(feature = "std")]
        {
            *verifier = verifier.clone().with_signature_cache(cache);
            Ok(())
        }
        #[cfg(not(feature = "std"))]
        {
            let _ = verifier;
            match *cache {}
        }
    }

    /// Adds a function that answers whether certificates are revoked.
    fn trustslot_verifier_add_revocation_hook(
        verifier: InOut<'_, Verifier>,
        hook: CRevocationHook,
        context: *mut c_void,
    ) {
        let (verifier, hook) = (given(verifier)?, given(hook)?);
        *verifier = verifier.clone().with_revocation_data(Arc::new(Hook { hook, context }));
        Ok(())
    }
}
