//! Verifying peers.

use super::border::{ErrorOut, give, given, lent, room_for_verdict, text};
use super::{CBytes, CClock, Error, Handle, In, Out, exported};
use crate::{ReferenceIdentity, Verdict, Verifier};
use core::ffi::c_char;

exported! {
    /// Whether a server can be verified for this name.
    fn trustslot_name_check(name: *const c_char, error_out: Out<'_, Handle<Error>>) {
        let mut error = ErrorOut::new(error_out);
        // SAFETY: the caller lends the name.
        let name = unsafe { text(name) }?;
        let name: Result<ReferenceIdentity, _> = name.parse();
        name.map(drop).map_err(|refused| error.refuse(refused))
    }

    /// Verifies a server and its name.
    fn trustslot_verify_server(
        verifier: In<'_, Verifier>,
        chain: *const CBytes,
        count: usize,
        name: *const c_char,
        clock: CClock,
        verdict_out: Out<'_, Handle<Verdict>>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let (verifier, out, clock) = (given(verifier)?, given(verdict_out)?, clock.read()?);
        // SAFETY: the caller lends the chain and the name.
        let (chain, name) = unsafe { (lent(chain, count)?, text(name)?) };
        room_for_verdict(chain)?;
        let name: ReferenceIdentity = name.parse().map_err(|refused| error.refuse(refused))?;
        give(out, verifier.verify_server_der(chain, &name, clock))
    }

    /// Verifies a server, but not its name.
    fn trustslot_verify_server_of_any_name(
        verifier: In<'_, Verifier>,
        chain: *const CBytes,
        count: usize,
        clock: CClock,
        verdict_out: Out<'_, Handle<Verdict>>,
    ) {
        let (verifier, out, clock) = (given(verifier)?, given(verdict_out)?, clock.read()?);
        // SAFETY: the caller lends the chain.
        let presented = unsafe { lent(chain, count) }?;
        room_for_verdict(presented)?;
        let verdict = match verifier.chain_from_der(presented) {
            Ok(chain) => verifier.verify_server_of_any_name(&chain, clock),
            // What cannot be read is rejected, whatever it would be used for.
            Err(_) => verifier.verify_client_der(presented, clock),
        };
        give(out, verdict)
    }

    /// Verifies a client.
    fn trustslot_verify_client(
        verifier: In<'_, Verifier>,
        chain: *const CBytes,
        count: usize,
        clock: CClock,
        verdict_out: Out<'_, Handle<Verdict>>,
    ) {
        let (verifier, out, clock) = (given(verifier)?, given(verdict_out)?, clock.read()?);
        // SAFETY: the caller lends the chain.
        let presented = unsafe { lent(chain, count) }?;
        room_for_verdict(presented)?;
        give(out, verifier.verify_client_der(presented, clock))
    }
}
