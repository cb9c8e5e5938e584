//! The structures that C fills or reads.

use super::Status;
use crate::{Check, NameRules};
use crate::{Clock, Policy, Profile, RevocationCoverage, TrustSource};

/// `trustslot_bytes`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CBytes {
    /// The first byte; NULL only if the length is 0.
    pub data: *const u8,
    /// The number of bytes.
    pub length: usize,
}

impl CBytes {
    /// Lends these bytes to C.
    pub const fn of(bytes: &[u8]) -> Self {
        Self { data: bytes.as_ptr(), length: bytes.len() }
    }
}

/// `trustslot_clock`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct CClock {
    /// Since 1970.
    pub seconds: u64,
    /// 0 not set, 1 set, 2 a floor.
    pub quality: u32,
    /// 0.
    pub reserved: u32,
}

impl CClock {
    /// The clock, if the structure makes sense.
    pub(super) const fn read(self) -> Result<Clock, Status> {
        match (self.quality, self.seconds, self.reserved) {
            (0, 0, 0) => Ok(Clock::Unset),
            (1, seconds, 0) => Ok(Clock::set(seconds)),
            (2, seconds, 0) => Ok(Clock::at_least(seconds)),
            _ => Err(Status::BAD_ARGUMENT),
        }
    }
}

/// `trustslot_policy`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CPolicy {
    /// The code of a [`TrustSource`].
    pub source: u32,
    /// The code of [`NameRules`].
    pub names: u32,
    /// The code of a [`Profile`].
    pub profile: u32,
    /// The code of a [`RevocationCoverage`].
    pub revocation: u32,
    /// One bit for each [`Check`] that is waived.
    pub waived: u32,
    /// Bit 0: wildcards count in SIP domains.
    pub flags: u32,
    /// 0.
    pub reserved: [u32; 2],
}

const SIP_WILDCARDS: u32 = 1;

impl CPolicy {
    /// The policy, if every member has a value of this version.
    pub(super) fn read(&self) -> Result<Policy, Status> {
        let mut policy = Policy::STRICT
            .with_source(numbered(self.source, TrustSource::from_code)?)
            .with_name_rules(numbered(self.names, NameRules::from_code)?)
            .with_profile(numbered(self.profile, Profile::from_code)?)
            .with_revocation_coverage(numbered(self.revocation, RevocationCoverage::from_code)?)
            .with_sip_wildcards(self.flags & SIP_WILDCARDS != 0);
        let mut unknown = self.waived;
        for &check in Check::ALL {
            if self.waived & bit(check.code()) != 0 {
                policy = policy.waive(check);
                // A check that cannot be waived still decides.
                if policy.decides(check) {
                    return Err(Status::BAD_ARGUMENT);
                }
                unknown &= !bit(check.code());
            }
        }
        let is_clean = unknown == 0 && self.flags & !SIP_WILDCARDS == 0 && self.reserved == [0, 0];
        if is_clean { Ok(policy) } else { Err(Status::BAD_ARGUMENT) }
    }

    pub(super) fn of(policy: Policy) -> Self {
        let waived = Check::ALL.iter().filter(|check| !policy.decides(**check));
        Self {
            source: policy.source().code().into(),
            names: policy.name_rules().code().into(),
            profile: policy.profile().code().into(),
            revocation: policy.revocation_coverage().code().into(),
            waived: waived.fold(0, |bits, check| bits | bit(check.code())),
            flags: if policy.sip_wildcards() { SIP_WILDCARDS } else { 0 },
            reserved: [0, 0],
        }
    }
}

/// The value with this number.
pub(super) fn numbered<T>(number: u32, from_code: fn(u8) -> Option<T>) -> Result<T, Status> {
    u8::try_from(number).ok().and_then(from_code).ok_or(Status::BAD_ARGUMENT)
}

/// 0 or 1, and nothing else: another number is a mistake.
pub(super) const fn switch(value: u32) -> Result<bool, Status> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Status::BAD_ARGUMENT),
    }
}

/// The bit with this number.
pub(super) fn bit(number: u8) -> u32 {
    1_u32.checked_shl(number.into()).unwrap_or(0)
}

/// A number for a `uint32_t` of C. None of those that are counted comes near the limit.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
