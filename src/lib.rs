//! Certificate policy for IP phones and their provisioning servers, without I/O.

extern crate alloc;
